/**
 * A published city to look at, made by the real programs: `hotcast sample`, `hotcast run`, `hotcast serve` in a temporary
 * directory. `HOTCAST` names the program; `HOTCAST_URL` names a running server to test instead.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const program = resolve(process.env['HOTCAST'] ?? '../target/release/hotcast');
const page = resolve('dist');
const ROWS = 150_000;

const WORKFLOW = `
version: 1
name: city
steps:
  convert:
    uses: convert
    input: city.csv
    columns: { time: Date, lat: Latitude, lon: Longitude, category: Primary Type, id: ID }
    time_format: "%m/%d/%Y %I:%M:%S %p"
  cluster: { uses: cluster, incidents: convert, method: grid, cell_deg: 0.005, quantile: 0.97 }
  series: { uses: series, incidents: convert, hotspots: cluster, freq: month }
  train:
    uses: train
    series: series
    order: [1, 1, 1]
    seasonal_order: [0, 1, 1, 12]
    exog: { holidays: US }
    shape_groups: true
  evaluate:
    uses: evaluate
    series: series
    models: train
    incidents: convert
    hotspots: cluster
    horizon: 4
    origins: 4
    baselines: [seasonal_naive]
  export: { uses: export, hotspots: cluster, series: series, models: train, evaluation: evaluate, to: artifacts/city }
`;

export interface City {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts `hotcast serve` in `dir` and waits until it says where it listens. */
async function serve(dir: string, artifacts: string): Promise<{ url: string; server: ChildProcess }> {
  const server = spawn(program, ['serve', '--artifacts', artifacts, '--listen', '127.0.0.1:0', '--page', page], {
    cwd: dir,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  const listening = new Promise<string>((found, failed) => {
    for (const stream of [server.stdout, server.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line);
        const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
        if (url !== undefined) found(url);
      });
    }
    server.once('exit', (code) => failed(new Error(`the server ended with code ${code}: ${said.join('\n')}`)));
    server.once('error', failed);
  });
  return { url: await listening, server };
}

async function end(server: ChildProcess): Promise<void> {
  const exited = once(server, 'exit');
  server.kill('SIGTERM');
  await exited;
}

async function publish(dir: string): Promise<void> {
  await run(program, ['sample', 'city.csv', '--rows', String(ROWS), '--seed', '7'], { cwd: dir });
  await writeFile(join(dir, 'city.yaml'), WORKFLOW);
  await run(program, ['run', 'city.yaml'], { cwd: dir, maxBuffer: 64 * 1024 * 1024 });
}

/** The city, published and served. */
export async function startCity(): Promise<City> {
  const running = process.env['HOTCAST_URL'];
  if (running !== undefined) return { url: running.replace(/\/$/, ''), stop: () => Promise.resolve() };
  const dir = await mkdtemp(join(tmpdir(), 'hotcast-page-'));
  await publish(dir);
  const { url, server } = await serve(dir, 'artifacts');
  return {
    url,
    async stop() {
      await end(server);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A server that has nothing published. */
export async function startEmpty(): Promise<City> {
  const dir = await mkdtemp(join(tmpdir(), 'hotcast-empty-'));
  const { url, server } = await serve(dir, '.');
  return {
    url,
    async stop() {
      await end(server);
      await rm(dir, { recursive: true, force: true });
    },
  };
}
