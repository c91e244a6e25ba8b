// `jig presets`: what `use` may say, and what each brings. It reads nothing.

import { presetByName, presetMeant, presetNames } from "../../presets/preset-by-name.ts";
import { drawPreset, drawPresets } from "../../show/draw-presets.ts";
import { tellStop, type JigContext } from "../context.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import type { ReadFlags } from "../command-line/flags.ts";
import { paperOf } from "../answer/streams.ts";
import { stopFor } from "../answer/stop.ts";

export function presets(context: JigContext, flags: ReadFlags, name?: string): void {
  const all = presetNames.flatMap((known) => presetByName(known) ?? []);
  const asked = name === undefined ? all : all.filter((preset) => preset.name === name);
  const [first] = asked;
  if (first === undefined) return tellUnknown(context, flags, name ?? "");
  if (flags.json) return context.out.write(`${JSON.stringify({ version: 1, presets: asked })}\n`);
  const paper = paperOf(context.out);
  const text = name === undefined ? drawPresets(all, paper) : drawPreset(first, paper);
  context.out.write(`${text}\n`);
}

const tellUnknown = (context: JigContext, { json }: ReadFlags, name: string): void => {
  const similar = presetMeant(name);
  const hint =
    similar === null
      ? `there are ${presetNames.map((known) => `\`${known}\``).join(", ")}`
      : `did you mean \`${similar}\`?`;
  const stop = stopFor(exitCodes.usage, {
    code: "unknown-preset",
    message: `there is no preset \`${name}\``,
    hint,
  });
  tellStop(context, stop, json ? "object" : "words");
};
