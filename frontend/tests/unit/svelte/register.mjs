// Lets Node import `*.svelte.ts`: `node --import ./tests/unit/svelte/register.mjs`.
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
