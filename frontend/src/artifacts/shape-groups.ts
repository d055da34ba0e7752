import { loadModel, type Dataset } from './dataset.ts';
import { hasFile, type Generation } from './generation.ts';
import { readGroups } from './reader.ts';

/** At least about half of the largest hotspots are in a group where there are groups at all. */
const ASKED_FIRST = 8;
const FILE = 'models/all.json';

/** `true` if a hotspot is in a group. A model that cannot be read counts as none; opening its hotspot shows the error. */
async function isInGroup(generation: Generation, id: number): Promise<boolean> {
  try {
    const { shape_group: group } = await loadModel(generation, id);
    return group !== undefined && group !== null;
  } catch {
    return false;
  }
}

/**
 * The group of each hotspot whose season has a shape that others share; empty where training was not asked for groups. The file of
 * all models is large, so a few models are looked at before it is read.
 */
export async function loadShapeGroups({ generation, hotspots }: Dataset): Promise<ReadonlyMap<number, number>> {
  if (!hasFile(generation, FILE)) return new Map();
  for (const { id } of hotspots.slice(0, ASKED_FIRST)) {
    if (await isInGroup(generation, id)) return readGroups(`${generation.base}/${FILE}`);
  }
  return new Map();
}
