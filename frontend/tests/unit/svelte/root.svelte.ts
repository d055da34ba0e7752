import type { Hotspot } from '../../../src/artifacts/hotspots.ts';

/** What a reader chooses, to be changed by a test. */
export class Reader {
  selected = $state.raw<Hotspot>();
  compared = $state.raw<readonly number[]>([]);
  horizon = $state(4);
  level = $state(0.9);
  readonly dataset: { readonly byId: ReadonlyMap<number, Hotspot> };

  constructor(hotspots: readonly Hotspot[]) {
    this.dataset = { byId: new Map(hotspots.map((hotspot) => [hotspot.id, hotspot])) };
  }
}

/** Makes something that has effects, and hands it out with what ends them. */
export function rooted<T>(make: () => T): { made: T; end: () => void } {
  let made: T | undefined;
  const end = $effect.root(() => {
    made = make();
  });
  return { made: made as T, end };
}
