// What the emitted flake's shell runs when it is entered: it finds its project, and sets what this project's programs go by.

import { SERVER_ADDRESS } from "../../describe/tables/read-server-host.ts";
import { quoteWord } from "../../plan/render/render-shell.ts";
import type { FlakeInput, FlakeOllama } from "./flake-input.ts";
import { inIndented } from "./nix-text.ts";
import { pieces, wordOf, type Ports } from "./service-text.ts";

/**
 * For bash, as the inside of an indented string.
 * @param id what this flake's file has and no other
 */
export const hookText = (input: FlakeInput, id: string): string =>
  [
    "# The folder of this flake, at or above the one where the shell is entered; another project is left alone.",
    `PROJECT_ROOT=$(pwd -P); until [ -z "$PROJECT_ROOT" ] || grep -qs 'flake ${id}' "$PROJECT_ROOT/flake.nix"; do PROJECT_ROOT=''\${PROJECT_ROOT%/*}; done`,
    "# What building in Nix needs, and what breaks pip, and programs that outlive this shell.",
    "unset PYTHONPATH PYTHONHOME SOURCE_DATE_EPOCH TMPDIR TMP TEMP TEMPDIR NIX_BUILD_TOP",
    'if [ -z "$PROJECT_ROOT" ]; then unset PROJECT_ROOT; echo "Nothing is set up: this flake belongs to another folder; enter its shell there." >&2',
    "else",
    // Not indented: a value of several lines would be, too.
    projectText(input),
  ].join("\n");

/** What the shell sets in its own project. */
const projectText = (input: FlakeInput): string => {
  const { python, env, services } = input;
  const ports: Ports = Object.fromEntries(
    services.flatMap(({ name, port }) => (port === null ? [] : [[name, port]])),
  );
  const mark = promptMark(input.name);
  return [
    `export PROJECT_ROOT${python === null ? "" : ' VIRTUAL_ENV="$PROJECT_ROOT/.venv" PATH="$PROJECT_ROOT/.venv/bin:$PATH"'}`,
    '${lib.optionalString cuda "export CUDA_HOME=${pkgs.cudaPackages.cudatoolkit}"}',
    ...(input.cuda === "off" ? ["export CUDA_VISIBLE_DEVICES=-1"] : []),
    ...env.flatMap((variable) => envLines(variable, ports)),
    ...(input.ollama === null ? [] : ollamaLines(input.ollama)),
    `bash \${enter} \${system}${python === null ? "" : " ${pkgs.uv}/bin/uv ${python.interpreter} ${toString wheelLibraries}"}`,
    ...(python === null || input.cuda === "off"
      ? []
      : [
          'if [ -e "$VIRTUAL_ENV/nvidia-driver" ]; then export TRITON_LIBCUDA_PATH="$VIRTUAL_ENV/nvidia-driver"; fi',
        ]),
    // In each its own way: bash evaluates this, and zsh, whoever starts it, reads what is there.
    `if [ -n "$PS1" ]; then PS1="\\[\\033[1;34m\\](${mark})\\[\\033[0m\\] $PS1"; fi; export FLAKE_ZDOTDIR="''\${FLAKE_ZDOTDIR-''\${ZDOTDIR-$HOME}}" ZDOTDIR=\${tools}/zsh; fi`,
  ].join("\n");
};

/** Names that bash keeps for itself: an `export` of one fails. */
const READ_ONLY: ReadonlySet<string> = new Set([
  "BASHOPTS",
  "BASH_VERSINFO",
  "EUID",
  "PPID",
  "SHELLOPTS",
  "UID",
  // And those that the flake's own scripts go by.
  "PROJECT_ROOT",
  "VIRTUAL_ENV",
]);

/** `[env]` in the shell, which is there whatever is missing. The shell's own programs stay before those of a `PATH`. */
const envLines = ({ name, value }: FlakeInput["env"][number], ports: Ports): readonly string[] => {
  if (READ_ONLY.has(name)) return [`# ${name} is the shell's own: it cannot be set here.`];
  const asked = new Set(
    value.flatMap((part) => (typeof part !== "string" && part.kind === "env" ? [part.name] : [])),
  );
  const text = inIndented(wordOf(value, pieces(ports, null), "-"));
  return [
    ...[...asked].map(
      (other) =>
        `[ -n "''\${${other}+set}" ] || echo "Warning: ${other} is not set, and ${name} asks for it." >&2`,
    ),
    `export ${name}=${name === "PATH" ? '"$PATH":' : ""}${text}`,
  ];
};

/** Where the services, the notebooks and the shell look for Ollama: a whole address, whichever of Ollama's forms it had. */
const ollamaLines = ({ host }: FlakeOllama): readonly string[] =>
  host === null
    ? [
        "# As Ollama reads it: without a scheme the port is 11434, and what means all of this machine is asked on this machine.",
        `OLLAMA_HOST=$(tr -d "[:blank:]\\"'" <<< "$OLLAMA_HOST" | sed -E '${WHOLE}'); export OLLAMA_HOST`,
      ]
    : [`export OLLAMA_HOST=${inIndented(quoteWord(wholeAddress(host)))}`];

/** For sed, GNU's and BSD's. */
const WHOLE =
  "s#^(https?://)?([^/]*).*#\\1\\2#; s#^(https?://)?([0-9A-Fa-f]*(:[0-9A-Fa-f]*){2,})$#\\1[\\2]#; /^https?:/!{ /:[0-9]+$/!s|$|:11434|; s|^|http://|; }; s#//(0[.]0[.]0[.]0|[[]::]|localhost)?(:|$)#//127.0.0.1\\2#";

const wholeAddress = (host: string): string => {
  const [, scheme, name, port] = SERVER_ADDRESS.exec(host) ?? [];
  if (scheme !== undefined || name === undefined) return host;
  return `http://${name}:${port ?? "11434"}`;
};

/** The name without what a prompt would take for something else. */
export const promptMark = (name: string): string => inIndented(name.replaceAll(/["$`\\%!']/g, ""));
