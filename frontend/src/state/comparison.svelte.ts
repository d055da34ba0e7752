import { untrack } from 'svelte';
import type { Hotspot } from '../artifacts/hotspots.ts';
import type { Loaded, LoadHotspot } from './loaded.ts';

interface Compared {
  readonly compared: readonly number[];
  readonly dataset: { readonly byId: ReadonlyMap<number, Hotspot> };
}

/** The hotspots that are compared, each with its model, loaded once, or with why it cannot be. */
export class Comparison {
  readonly #choice: Compared;
  #entries = $state.raw<ReadonlyMap<number, Loaded>>(new Map());
  #errors = $state.raw<ReadonlyMap<number, unknown>>(new Map());
  #attempt = $state(0);

  constructor(choice: Compared, load: LoadHotspot) {
    this.#choice = choice;
    $effect(() => {
      const wanted = choice.compared;
      void this.#attempt;
      const abort = new AbortController();
      untrack(() => this.#keepOnly(wanted));
      for (const id of wanted) {
        const hotspot = choice.dataset.byId.get(id);
        if (hotspot === undefined || untrack(() => this.#entries.has(id))) continue;
        load(hotspot, abort.signal).then(
          (loaded) => {
            if (abort.signal.aborted) loaded.forecaster.free();
            else this.#entries = new Map([...this.#entries, [id, loaded]]);
          },
          (error: unknown) => {
            if (!abort.signal.aborted) this.#errors = new Map([...this.#errors, [id, error]]);
          },
        );
      }
      return () => abort.abort();
    });
  }

  #keepOnly(ids: readonly number[]): void {
    const gone = [...this.#entries].filter(([id]) => !ids.includes(id));
    this.#errors = new Map();
    if (gone.length === 0) return;
    this.#entries = new Map([...this.#entries].filter(([id]) => ids.includes(id)));
    for (const [, { forecaster }] of gone) forecaster.free();
  }

  /** Loads those anew that could not be. */
  retry(): void {
    this.#attempt++;
  }

  /** Those that are loaded, in the order they were added, with their place in that order. */
  readonly loaded: readonly { place: number; entry: Loaded }[] = $derived.by(() =>
    this.#choice.compared.flatMap((id, place) => {
      const entry = this.#entries.get(id);
      return entry === undefined ? [] : [{ place, entry }];
    }),
  );

  /** The errors of the compared hotspots that could not be loaded. */
  readonly errors: readonly unknown[] = $derived.by(() =>
    this.#choice.compared.flatMap((id) => (this.#errors.has(id) ? [this.#errors.get(id)] : [])),
  );

  /** `true` while some are still being loaded. */
  readonly loading: boolean = $derived.by(() => this.loaded.length + this.errors.length < this.#choice.compared.length);
}
