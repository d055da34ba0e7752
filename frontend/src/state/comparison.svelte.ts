import type { AppState } from './app.svelte.ts';
import { loadHotspot, type Loaded } from './selection.svelte.ts';

/** The hotspots that are compared, each with its model, loaded once. */
export class Comparison {
  #entries = $state.raw<ReadonlyMap<number, Loaded>>(new Map());
  error = $state.raw<unknown>();
  readonly #app: AppState;

  constructor(app: AppState) {
    this.#app = app;
    $effect(() => {
      const abort = new AbortController();
      const wanted = app.compared;
      this.#keepOnly(wanted);
      for (const id of wanted) {
        const hotspot = app.dataset.byId.get(id);
        if (hotspot === undefined || this.#loaded.has(id)) continue;
        loadHotspot(app, hotspot, abort.signal)
          .then((loaded) => {
            if (abort.signal.aborted) loaded.forecaster.free();
            else this.#put(loaded);
          })
          .catch((error: unknown) => {
            if (!abort.signal.aborted) this.error = error;
          });
      }
      return () => abort.abort();
    });
  }

  /** The same as `#entries`, read without depending on it. */
  #loaded: ReadonlyMap<number, Loaded> = new Map();

  #set(entries: ReadonlyMap<number, Loaded>): void {
    this.#loaded = entries;
    this.#entries = entries;
  }

  #put(loaded: Loaded): void {
    this.#set(new Map([...this.#loaded, [loaded.hotspot.id, loaded]]));
  }

  #keepOnly(ids: readonly number[]): void {
    const kept = new Map<number, Loaded>();
    for (const [id, loaded] of this.#loaded) {
      if (ids.includes(id)) kept.set(id, loaded);
      else loaded.forecaster.free();
    }
    if (kept.size !== this.#loaded.size) this.#set(kept);
  }

  /** Those that are loaded, in the order they were added, with their place in that order. */
  readonly loaded: readonly { place: number; entry: Loaded }[] = $derived.by(() =>
    this.#app.compared.flatMap((id, place) => {
      const entry = this.#entries.get(id);
      return entry === undefined ? [] : [{ place, entry }];
    }),
  );
}
