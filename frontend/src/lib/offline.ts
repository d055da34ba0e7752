import type { Generation } from '../artifacts/generation.ts';

/** Files that the page shows everything from; without them a reader offline would miss hotspots not looked at before. */
const KEPT = ['manifest.json', 'calendar.json', 'hotspots.geojson', 'next.geojson', 'evaluation.json', 'series.parquet', 'density.parquet', 'models/all.json'];
const MOST_BYTES = 128 * 1024 * 1024;

/** The browser's service workers; `undefined` in development, where there are none, and where merely asking for them is refused. */
function workers(): ServiceWorkerContainer | undefined {
  try {
    return import.meta.env.PROD && 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
  } catch {
    return undefined;
  }
}

/** Lets the page work without its server once it has been loaded. A browser that refuses still shows the page online. */
export function registerServiceWorker(): void {
  workers()
    ?.register('/sw.js')
    .catch(() => undefined);
}

function controlled(container: ServiceWorkerContainer): Promise<void> {
  if (container.controller !== null) return Promise.resolve();
  return new Promise((resolve) => container.addEventListener('controllerchange', () => resolve(), { once: true }));
}

/** Has the service worker keep the whole generation, one file after the other, once the browser has nothing better to do. */
export async function keepForOffline({ base, manifest }: Generation): Promise<void> {
  const container = workers();
  if (container === undefined) return;
  const files = manifest.files.filter(({ path }) => KEPT.includes(path));
  if (files.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_BYTES) return;
  await controlled(container);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  try {
    await fetch('/api/workflows');
    for (const { path } of [{ path: 'manifest.json' }, ...files]) await (await fetch(`${base}/${path}`)).arrayBuffer();
  } catch {
    // Gone offline on the way: what was kept until then is kept.
  }
}
