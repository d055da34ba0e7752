// Keeps the page and the artifacts it has read, so that it works without its server. `__VERSION__` and `__SHELL__` are
// filled in by the build.
const VERSION = '__VERSION__';
const SHELL = ['__SHELL__'];
const SHELL_CACHE = `hotcast-shell-${VERSION}`;
const DATA_CACHE = 'hotcast-data';

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(SHELL_CACHE)
      .then((cache) => cache.addAll(SHELL))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names.filter((name) => name.startsWith('hotcast-shell-') && name !== SHELL_CACHE).map((name) => caches.delete(name)),
        ),
      )
      .then(() => self.clients.claim()),
  );
});

// Files of a generation never change; when the server names another generation, the old one's files go.
const GENERATION = /^\/artifacts\/[^/]+\/generations\/[^/]+\//;

/** The named cache, or `undefined` where the browser refuses storage: the page then works online only. */
async function open(name) {
  try {
    return await caches.open(name);
  } catch {
    return undefined;
  }
}

/** Keeps a copy; a full or refused storage, or an answer that is cut off, is no reason to withhold the answer itself. */
async function keep(cache, key, response) {
  try {
    await cache?.put(key, response);
  } catch {
    await cache?.delete(key).catch(() => false);
  }
}

async function cacheFirst(request, cacheName) {
  const cache = await open(cacheName);
  // The page asks with `reload` for a file whose content was of no use.
  const cached = request.cache === 'reload' ? undefined : await cache?.match(request);
  if (cached !== undefined) return cached;
  const response = await fetch(request);
  if (response.ok && response.status === 200) await keep(cache, request, response.clone());
  return response;
}

const MODEL = /^(.*\/models\/)(\d+)\.json$/;

/** A single model out of the kept file of all models, for when the server cannot be asked. */
async function fromAllModels(request) {
  const [, folder, id] = MODEL.exec(new URL(request.url).pathname) ?? [];
  const all = folder && (await (await open(DATA_CACHE))?.match(`${folder}all.json`));
  const model = all && (await all.json()).models[id];
  return model && new Response(JSON.stringify(model), { headers: { 'content-type': 'application/json' } });
}

async function generationFile(request) {
  try {
    return await cacheFirst(request, DATA_CACHE);
  } catch (error) {
    const model = await fromAllModels(request);
    if (model === undefined) throw error;
    return model;
  }
}

async function networkFirst(request, cacheName, key = request) {
  const cache = await open(cacheName);
  try {
    const response = await fetch(request);
    if (response.ok) await keep(cache, key, response.clone());
    return response;
  } catch (error) {
    const cached = await cache?.match(key);
    if (cached !== undefined) return cached;
    throw error;
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || request.headers.has('range')) return;
  if (request.mode === 'navigate') {
    if (url.pathname === '/') event.respondWith(networkFirst(request, SHELL_CACHE, '/'));
  } else if (GENERATION.test(url.pathname)) {
    event.respondWith(generationFile(request));
  } else if (url.pathname === '/api/workflows') {
    event.respondWith(networkFirst(request, DATA_CACHE));
    event.waitUntil(dropOlder(request));
  } else if (SHELL.includes(url.pathname)) {
    event.respondWith(cacheFirst(request, SHELL_CACHE));
  }
});

/** Forgets the files of generations that the last list of workflows does not name. */
async function dropOlder(list) {
  const cache = await open(DATA_CACHE);
  const response = await cache?.match(list);
  if (response === undefined) return;
  const current = (await response.json()).map(({ files }) => files);
  for (const request of await cache.keys()) {
    const path = new URL(request.url).pathname;
    if (GENERATION.test(path) && !current.some((files) => path.startsWith(files))) await cache.delete(request);
  }
}
