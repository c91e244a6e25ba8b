// The presets for people: all of them, a line each, or everything about one.

import type { Preset } from "../presets/preset.ts";
import type { Paper } from "./problems/draw-problem.ts";
import { drawTable } from "./text/table.ts";
import { wrapWords } from "./text/wrap-words.ts";

/** One line for each. */
export const drawPresets = (presets: readonly Preset[], { style, columns }: Paper): string =>
  drawTable(
    ["preset", "port", "what it is"],
    presets.map(({ name, port, about }) => [
      { text: name },
      { text: port === null ? "" : String(port) },
      { text: about },
    ]),
    { style, columns, heads: 2 },
  );

/** Everything about one, and how to write it down. */
export const drawPreset = (preset: Preset, { style, columns }: Paper): string => {
  const facts = presetFacts(preset);
  const width = Math.max(...facts.map(([title]) => title.length));
  return [
    `${style.bold(preset.name)}: ${preset.about}`,
    "",
    ...facts.map(([title, said]) => {
      const inner = columns === null ? null : Math.max(20, columns - width - 2);
      const lines = wrapWords(said, inner).split("\n");
      return `${style.dim(title.padEnd(width))}  ${lines.join(`\n${" ".repeat(width + 2)}`)}`;
    }),
    "",
    presetExample(preset),
  ].join("\n");
};

/** What there is to say of a preset: titles and texts, in an order for reading. What it does not do is left out. */
export const presetFacts = (preset: Preset): readonly (readonly [title: string, said: string])[] => {
  const { command, port, ready, readyTimeoutMs, page, open, stop, needs, env, live } = preset;
  const [need] = needs;
  const facts: readonly (readonly [string, string | null])[] = [
    ["runs", command?.join(" ") ?? "what `run` says"],
    ["port", port === null ? "the one that `port` says, if any" : `${port}, or the next that is free`],
    ["ready when", `${sayReady(ready)}, within ${sayTime(readyTimeoutMs)}`],
    ["page", page === null ? null : `${page}${open ? ", opened in the browser by `jig up`" : ""}`],
    [
      "to stop it",
      `${stop.http === null ? "" : `it is asked at ${stop.http}, then `}SIG${stop.signal}; killed after ${sayTime(stop.timeoutMs)}`,
    ],
    ["busy kernel", live === null ? null : "`jig down` and `jig restart` ask first"],
    ["package", need ?? null],
    ["variables", Object.keys(env).length === 0 ? null : Object.keys(env).join(" ")],
  ];
  return facts.flatMap(([title, said]) => (said === null ? [] : [[title, said] as const]));
};

/** The least that has to be written for it. */
export const presetExample = ({ name, command }: Preset): string =>
  command === null ? '[services.NAME]\nrun = "COMMAND"' : `[services.${name}]\nuse = "${name}"`;

const sayReady = (ready: Preset["ready"]): string =>
  ready === null
    ? "its port takes connections; without a port, when it has run for half a second"
    : ready.kind === "http"
      ? `${ready.path} answers`
      : "its port takes connections";

const sayTime = (ms: number): string => (ms < 60_000 ? `${ms / 1000} s` : `${ms / 60_000} min`);
