// What one service runs, as the text of a shell script that a colleague reads in the flake. Pure.

import { ok } from "../../base/result.ts";
import type { Template } from "../../describe/services/template.ts";
import { quoteWord, renderShellWith, type ShellPiece } from "../../plan/render/render-shell.ts";
import { originOf } from "../../plan/render/render-template.ts";
import type { Reference } from "../../describe/services/template.ts";
import { isOllama, type FlakeOllama, type FlakeService } from "./flake-input.ts";

export type Ports = Readonly<Record<string, number>>;

/** The lines of the script. It is run in the project's folder, with the venv first on PATH. */
export const serviceScript = (
  service: FlakeService,
  ports: Ports,
  ollama: FlakeOllama | null = null,
): string => {
  if (ollama !== null && isOllama(service)) return ollamaScript(service, ollama);
  const { described, preset, port } = service;
  const valueOf = pieces(ports, port);
  const folder = described.cwd?.value ?? ".";
  const isPreset = described.run === null;
  return [
    ...(folder === "." ? [] : [`cd ${quoteWord(folder.startsWith("/") ? folder : `./${folder}`)} || exit`]),
    ...(port === null ? [] : [`export PORT=${port}`]),
    ...(isPreset ? presetVariables(service) : []),
    ...described.env.map(({ name, value }) => `export ${name}=${wordOf(value, valueOf)}`),
    ...(isPreset && preset.rootArguments.length > 0
      ? [`if [ "$(id -u)" = 0 ]; then set -- ${preset.rootArguments.join(" ")}; fi`]
      : []),
    ...commandLines(service, valueOf),
  ].join("\n");
};

/**
 * A server that runs already is used. The models come while all else goes on; what is there is not fetched again. One that
 * cannot be had makes it end with 1, so that its session stays to show why.
 */
const ollamaScript = ({ described }: FlakeService, { host, models }: FlakeOllama): string =>
  [
    ...described.env.map(({ name, value }) => `export ${name}=${wordOf(value, pieces({}, null))}`),
    ...(host === null ? ["ollama list >/dev/null 2>&1 || ollama serve &"] : []),
    `until ollama list >/dev/null 2>&1; do ${host === null ? "kill -0 $! 2>/dev/null || { wait $!; exit; }; " : ""}sleep 1; done`,
    ...models.map((model) => `ollama pull ${insecureFlag(model)}${quoteArgument(model)} || failed=1`),
    ...(host === null ? [models.length === 0 ? "wait $!" : 'wait $! && exit "${failed:-0}"'] : []),
    ...(host === null || models.length === 0 ? [] : ['exit "${failed:-0}"']),
  ].join("\n");

/** Only a registry that is named with `http://` is asked without certificates. */
const insecureFlag = (model: string): string => (model.startsWith("http://") ? "--insecure " : "");

/**
 * `[env]` and `env`: a value as one word of a shell.
 * @param unset what stands behind the name of a variable: `?` ends the script where there is none, `-` makes it empty
 */
export const wordOf = (
  template: Template,
  valueOf: (reference: Reference) => ShellPiece,
  unset: "?" | "-" = "?",
): string => {
  const word = template
    .map((part) => {
      const piece: ShellPiece = typeof part === "string" ? { kind: "value", value: part } : valueOf(part);
      return piece.kind === "value" ? quoteWord(piece.value) : `"\${${piece.name}${unset}}"`;
    })
    .join("");
  return word === "" ? "''" : word;
};

/** A word that is not the first of a command: an `=` in it means nothing. */
const quoteArgument = (text: string): string =>
  /^[\w@%+:,./-][\w@%+:=,./-]*$/.test(text) ? text : quoteWord(text);

/** What each reference stands for, given the ports. */
export const pieces =
  (ports: Ports, own: number | null) =>
  (reference: Reference): ShellPiece => {
    switch (reference.kind) {
      case "env":
        return { kind: "variable", name: reference.name };
      case "port":
        return { kind: "value", value: String(own ?? "") };
      case "service": {
        const port = ports[reference.name];
        if (port === undefined) return { kind: "value", value: "" };
        return { kind: "value", value: reference.field === "url" ? originOf(port) : String(port) };
      }
    }
  };

const commandLines = (
  { described: { run }, preset, port }: FlakeService,
  valueOf: (reference: Reference) => ShellPiece,
): readonly string[] => {
  if (run?.kind === "shell") {
    const text = renderShellWith(run.script, (reference) => ok(valueOf(reference)));
    return text.ok ? [text.value.trimEnd()] : [];
  }
  if (run?.kind === "argv") return [`exec ${run.words.map((word) => wordOf(word, valueOf)).join(" ")}`];
  const words = (preset.command ?? []).map((word) => presetWord(word, port));
  const [program, ...args] = preset.rootArguments.length > 0 ? [...words, '"$@"'] : words;
  return [wrapWords(["exec", program ?? "", ...args])];
};

/** As many words a line as fit, each but the last line going on. */
const wrapWords = (words: readonly string[]): string => {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length > 84) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join(" \\\n  ");
};

/**
 * A preset's own variables, those that name jig's state folder left out: here the tool keeps its own settings. What a
 * program leaves while it runs goes beside the venv.
 */
const presetVariables = ({ preset, name, port }: FlakeService): readonly string[] =>
  Object.entries(preset.env)
    .filter(([variable, text]) => variable.endsWith("_RUNTIME_DIR") || !/\$\{(?:state|home)\}/.test(text))
    .map(([variable, text]) =>
      text.includes("${state}")
        ? // What a killed one has left tells of a server that is no more.
          `export ${variable}="$PROJECT_ROOT/.venv/run/${name}"; rm -f "$${variable}"/jpserver-*`
        : `export ${variable}=${presetWord(text, port)}`,
    );

/** A preset's word with the places of the flake's shell in it. */
const presetWord = (text: string, port: number | null): string => {
  if (text === "${python}") return "python";
  if (!text.includes("${root}") && !text.includes("${venv}"))
    return quoteArgument(text.replaceAll("${port}", String(port ?? "")));
  const filled = text
    .replaceAll("${port}", String(port ?? ""))
    .replaceAll("${root}", "$PROJECT_ROOT")
    .replaceAll("${venv}", "$PROJECT_ROOT/.venv");
  return `"${filled}"`;
};
