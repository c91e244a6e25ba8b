// What the emitted flake's shell is made of: nixpkgs, the packages of each system, and the flake's own commands.

import type { FlakeInput } from "./flake-input.ts";
import { promptMark } from "./hook-text.ts";
import { attributeOf } from "./nix-text.ts";

/** Everything that a shell is made of, by name. */
export const packagesText = (input: FlakeInput): string =>
  [
    ...pkgsLines(input.packages.unfree),
    `inherit (pkgs) lib; inherit (pkgs.stdenv) isLinux${input.packages.macos.length === 0 ? "" : " isDarwin"};`,
    ...(input.python === null
      ? []
      : [`python = pkgs.python${input.python.version.split(".").slice(0, 2).join("")};`]),
    "",
    ...packagesLines(input),
    ...toolsLines(input),
    ...(input.python === null ? [] : ["", ...WHEEL_LIBRARIES]),
  ].join("\n");

const pkgsLines = (unfree: boolean): readonly string[] =>
  unfree
    ? ["pkgs = import nixpkgs { inherit system; config.allowUnfree = true; };"]
    : [
        "# Only the CUDA toolkit is unfree: whoever does not ask for it neither fetches nor evaluates it.",
        "pkgs = if cuda then import nixpkgs { inherit system; config.allowUnfree = true; } else nixpkgs.legacyPackages.${system};",
      ];

const packagesLines = ({ packages, python, services, ollama }: FlakeInput): readonly string[] => {
  const own = [
    ...(python === null ? [] : ["python", "pkgs.uv"]),
    "pkgs.figlet",
    // Each package is a part of what entering costs: what Python and bash can do has none.
    ...(services.length === 0
      ? []
      : ["pkgs.tmux", "pkgs.unixtools.ps", ...(python === null ? ["pkgs.flock"] : [])]),
  ];
  const wheels =
    python === null ? [] : ["pkgs.stdenv.cc.cc.lib", "pkgs.pythonManylinuxPackages.manylinux2014Package"];
  const served = ollama === null ? "" : "++ [ (if cuda then pkgs.ollama-cuda else pkgs.ollama) ] ";
  return [
    "packages =",
    ...listLines([...own, ...listed(packages.common)], "  "),
    ...conditional("isLinux", [...listed(packages.linux), ...wheels]),
    ...conditional("isDarwin", listed(packages.macos)),
    ...conditional("cuda", [
      "pkgs.cudaPackages.cudatoolkit",
      "pkgs.cudaPackages.cudnn",
      "pkgs.cudaPackages.nccl",
      ...(ollama === null ? ["pkgs.ollama-cuda"] : []),
    ]),
    `  ${served}++ (localFor pkgs).packages ++ [ tools ];`,
  ];
};

/** Besides the commands a folder for zsh, which reads the user's own files all the same. */
const toolsLines = ({ name, services }: FlakeInput): readonly string[] => {
  const mark = promptMark(name);
  return [
    "tools = pkgs.runCommand \"tools\" { } ''",
    ...(services.length === 0
      ? []
      : ["  for name in start attach stop; do install -D ${commands} $out/bin/$name; done"]),
    "  # zsh reads the user's own files, and marks its prompt behind them and their hooks.",
    `  mkdir -p $out/zsh; echo > $out/zsh/.zshenv 'ZDOTDIR=$FLAKE_ZDOTDIR; [[ ! -r $ZDOTDIR/.zshenv ]] || source "$ZDOTDIR/.zshenv"`,
    // What is due is done behind all hooks, and whatever becomes of the list of these.
    `  mark_prompt() { [[ $PS1 == *"(${mark})"* ]] || PS1="%F{blue}(${mark})%f $PS1"; precmd_functions=(''\${precmd_functions:#mark_prompt} mark_prompt); }; [[ ! -o interactive ]] || sched +0 mark_prompt'`,
    "'';",
  ];
};

const listed = (paths: readonly string[]): readonly string[] =>
  paths.map((path) => attributeOf("pkgs", path));

const conditional = (condition: string, entries: readonly string[]): readonly string[] => {
  if (entries.length === 0) return [];
  const [first = "", ...rest] = listLines(entries, "  ");
  return [`  ++ lib.optionals ${condition} ${first.trimStart()}`, ...rest];
};

/** Each once: a list on one line where it fits, else as many a line as fit. */
const listLines = (entries: readonly string[], indent: string): readonly string[] => {
  const short = `${indent}[ ${[...new Set(entries)].join(" ")} ]`;
  if (short.length < 112) return [short];
  const lines: string[] = [];
  for (const entry of new Set(entries)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + entry.length > 110) lines.push(`${indent}  ${entry}`);
    else lines[lines.length - 1] = `${last} ${entry}`;
  }
  return [`${indent}[`, ...lines, `${indent}]`];
};

const WHEEL_LIBRARIES = [
  "# Wheels ask for the C++ runtime and zlib by name, and Nix's Python looks nowhere: they are opened by whole path.",
  "wheelLibraries = lib.optionals isLinux [",
  '  "${pkgs.stdenv.cc.cc.lib}/lib/libgcc_s.so.1" "${pkgs.stdenv.cc.cc.lib}/lib/libstdc++.so.6" "${lib.getLib pkgs.zlib}/lib/libz.so.1" ];',
];
