import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { meaning } from './build/meaning.ts';
import { serviceWorker } from './build/service-worker.ts';

// The server answers `/api` and `/artifacts`; during development Vite passes both on to it.
const server = process.env['HOTCAST_SERVER'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte(), meaning(), serviceWorker()],
  build: {
    target: 'es2022',
    // Inlined assets would be `data:` URLs, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': server, '/artifacts': server, '/docs': server, '/openapi.json': server } },
});
