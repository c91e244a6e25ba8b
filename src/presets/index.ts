// All presets, by name. A new one is a file beside this and a line in here.

import { command } from "./command.ts";
import { fasthtml } from "./fasthtml.ts";
import { jupyterlab } from "./jupyterlab.ts";
import type { Preset } from "./preset.ts";

const presets: readonly Preset[] = [command, fasthtml, jupyterlab];

/** The names that `use` may have, sorted. */
export const presetNames: readonly string[] = presets.map(({ name }) => name).toSorted();

/** The preset of that name, or null. */
export const presetByName = (name: string): Preset | null =>
  presets.find((preset) => preset.name === name) ?? null;
