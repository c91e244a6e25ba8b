// All presets, by name. A new one is a file beside this and a line in here.

import { nearest } from "../base/nearest.ts";
import { command } from "./command.ts";
import { fasthtml } from "./fasthtml.ts";
import { jupyterlab } from "./jupyterlab.ts";
import { ollama } from "./ollama.ts";
import type { Preset } from "./preset.ts";

const presets: readonly Preset[] = [command, fasthtml, jupyterlab, ollama];

/** The names that `use` may have, sorted. */
export const presetNames: readonly string[] = presets.map(({ name }) => name).toSorted();

/** The preset of that name, or null. */
export const presetByName = (name: string): Preset | null =>
  presets.find((preset) => preset.name === name) ?? null;

/** The preset that a word which names none most probably means: another name of it, or a slip. */
export const presetMeant = (word: string): string | null =>
  presets.find(({ alsoCalled }) => alsoCalled.includes(word.toLowerCase()))?.name ??
  nearest(word, presetNames);
