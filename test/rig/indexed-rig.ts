// A rig whose packages come from an index of the test's own: what a test breaks is broken for it alone, and all is quick.

import { bringUv } from "./bring-uv.ts";
import type { PackageIndex } from "./package-index.ts";
import { openRig, type Rig, type RigOptions } from "./rig.ts";

/** The real uv's path. */
const findUv = async (): Promise<string> => {
  await using rig = await openRig();
  // Not before it is there: the rig ends with this function.
  return await bringUv(rig);
};

/** Opens a rig that asks `index` for its packages, with the real uv. */
export const openIndexedRig = async (index: PackageIndex, options: RigOptions = {}): Promise<Rig> =>
  openRig({ ...options, env: { ...index.env, JIG_UV: await findUv(), ...options.env } });
