import { MediaQuery } from 'svelte/reactivity';
import type { Theme } from '../colour/palettes.ts';
import { remember, remembered } from '../lib/storage.ts';

const KEY = 'hotcast-theme';

function stored(): Theme | undefined {
  const value = remembered(KEY);
  return value === 'light' || value === 'dark' ? value : undefined;
}

/** Light or dark: the reader's choice, else the system's. */
class ThemeState {
  readonly #system = new MediaQuery('prefers-color-scheme: dark');
  #choice = $state<Theme | undefined>(stored());

  get current(): Theme {
    return this.#choice ?? (this.#system.current ? 'dark' : 'light');
  }

  toggle(): void {
    this.#choice = this.current === 'dark' ? 'light' : 'dark';
    remember(KEY, this.#choice);
  }
}

export const theme = new ThemeState();
