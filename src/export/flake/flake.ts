// The emitted flake.nix: one text for one description, in the order in which a reader needs it. Pure: nothing is looked
// up, and nothing of this machine gets into it.

import { isRevision, nixpkgsUrl } from "../../plan/nixpkgs.ts";
import { quoteWord } from "../../plan/render-shell.ts";
import { enterText, gpuText } from "./enter-text.ts";
import type { FlakeInput, FlakeOllama } from "./flake-input.ts";
import { attributeName, attributeOf, inIndented, indentLines, nixString } from "./nix-text.ts";
import { pieces, serviceScript, wordOf, type Ports } from "./service-text.ts";
import { ATTACH, startText, stopText, tmuxText } from "./start-text.ts";

/** The whole file, but for the line that says who wrote it. */
export const flakeText = (input: FlakeInput): string =>
  [
    "{",
    `  description = ${nixString(`The development environment of ${input.name}`)};`,
    "",
    ...inputLines(input.nixpkgs),
    "",
    "  outputs =",
    "    { nixpkgs, ... }:",
    "    let",
    `      systems = [ ${systemsOf(input).join(" ")} ];`,
    "",
    "      # What this machine alone has: { cudaSupport = true; packages = pkgs: [ pkgs.htop ]; }. A flake in a git",
    "      # repository sees only what git knows: `git add --intent-to-add --force local.nix`.",
    "      local = if builtins.pathExists ./local.nix then import ./local.nix else { };",
    "",
    "      shellFor =",
    "        system: cuda:",
    "        let",
    indentLines(letText(input), 10),
    "        in",
    `${indentLines(shellText(input), 8)};`,
    "    in",
    "    {",
    "      devShells = nixpkgs.lib.genAttrs systems (",
    "        system:",
    "        let",
    '          isLinux = nixpkgs.lib.hasSuffix "linux" system;',
    "        in",
    "        { default = shellFor system (isLinux && local.cudaSupport or false); }",
    "        // nixpkgs.lib.optionalAttrs isLinux { cuda = shellFor system true; }",
    "      );",
    "    };",
    "}",
    "",
  ].join("\n");

/** As Nix calls them, those of the description. */
const systemsOf = ({ platforms }: FlakeInput): readonly string[] =>
  SYSTEMS.flatMap(([system, platform]) =>
    platforms === null || platforms.includes(platform) ? [nixString(system)] : [],
  );

const SYSTEMS = [
  ["x86_64-linux", "linux-x64"],
  ["aarch64-linux", "linux-arm64"],
  ["x86_64-darwin", "macos-x64"],
  ["aarch64-darwin", "macos-arm64"],
] as const;

const inputLines = (nixpkgs: string): readonly string[] => [
  ...(isRevision(nixpkgs)
    ? []
    : [
        "  # Unpinned until `nix flake lock` has written flake.lock: commit that, and everybody has the same packages.",
      ]),
  `  inputs.nixpkgs.url = ${nixString(nixpkgsUrl(nixpkgs))};`,
];

/** Everything that a shell is made of, by name. */
const letText = (input: FlakeInput): string =>
  [
    ...pkgsLines(input.packages.unfree),
    "inherit (pkgs) lib;",
    `inherit (pkgs.stdenv) isLinux${input.packages.macos.length === 0 ? "" : " isDarwin"};`,
    ...(input.python === null
      ? []
      : ["", `python = pkgs.python${input.python.version.split(".").slice(0, 2).join("")};`]),
    "",
    ...packagesLines(input),
    ...(input.python === null ? [] : ["", ...WHEEL_LIBRARIES]),
    ...(input.cuda === "off" ? [] : ["", ...script("detectGpu", gpuText(input), "''")]),
    "",
    ...script("enter", enterText(input), "pkgs.writeShellScript \"enter\" ''"),
    ...(input.services.length === 0 ? [] : ["", ...serviceLines(input)]),
  ].join("\n");

const pkgsLines = (unfree: boolean): readonly string[] =>
  unfree
    ? ["pkgs = import nixpkgs { inherit system; config.allowUnfree = true; };"]
    : [
        "# Only the CUDA toolkit is unfree: whoever does not ask for it neither fetches nor evaluates it.",
        "pkgs =",
        "  if cuda then import nixpkgs { inherit system; config.allowUnfree = true; }",
        "  else nixpkgs.legacyPackages.${system};",
      ];

const packagesLines = ({ packages, python, services, ollama }: FlakeInput): readonly string[] => {
  const own = [
    ...(python === null ? [] : ["python", "pkgs.uv"]),
    "pkgs.figlet",
    "pkgs.curl",
    ...(services.length === 0 ? [] : ["pkgs.tmux", "pkgs.flock", "pkgs.unixtools.ps"]),
  ];
  const wheels =
    python === null ? [] : ["pkgs.stdenv.cc.cc.lib", "pkgs.pythonManylinuxPackages.manylinux2014Package"];
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
    ...(ollama === null ? [] : ["  ++ [ (if cuda then pkgs.ollama-cuda else pkgs.ollama) ]"]),
    "  ++ (local.packages or (_: [ ])) pkgs;",
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
  if (short.length < 98) return [short];
  const lines: string[] = [];
  for (const entry of new Set(entries)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + entry.length > 96) lines.push(`${indent}  ${entry}`);
    else lines[lines.length - 1] = `${last} ${entry}`;
  }
  return [`${indent}[`, ...lines, `${indent}]`];
};

const WHEEL_LIBRARIES = [
  "# Wheels ask for the C++ runtime and zlib by name, and Nix's Python looks for them nowhere. The venv opens",
  "# them by their whole path at its start, in kernels and workers too; LD_LIBRARY_PATH would reach every child,",
  "# and break some.",
  "wheelLibraries = pkgs.writeText \"nix_libraries.py\" ''",
  "  import ctypes, os, sys",
  "",
  '  driver = sys.prefix + "/nvidia-driver"',
  "  for library in [",
  "      ${lib.optionalString isLinux ''",
  '        "${pkgs.stdenv.cc.cc.lib}/lib/libgcc_s.so.1",',
  '        "${pkgs.stdenv.cc.cc.lib}/lib/libstdc++.so.6",',
  '        "${lib.getLib pkgs.zlib}/lib/libz.so.1",',
  "      ''}",
  '      driver + "/libdxcore.so", driver + "/libnvidia-ptxjitcompiler.so.1", driver + "/libcuda.so.1",',
  "  ]:",
  "      if os.path.exists(library):",
  "          ctypes.CDLL(library)",
  "'';",
];

/** `NAME = BEFORE`, the text as an indented string, and its end. */
const script = (name: string, text: string, before: string): readonly string[] => [
  `${name} = ${before}`,
  indentLines(text, 2),
  "'';",
];

const serviceLines = (input: FlakeInput): readonly string[] => {
  const ports: Ports = Object.fromEntries(
    input.services.flatMap(({ name, port }) => (port === null ? [] : [[name, port]])),
  );
  return [
    "# What each service runs.",
    "services = {",
    ...input.services.map((service) =>
      indentLines(
        script(
          attributeName(service.name),
          inIndented(serviceScript(service, ports, input.ollama)),
          `pkgs.writeShellScript ${nixString(service.name)} ''`,
        ).join("\n"),
        2,
      ),
    ),
    "};",
    "",
    "# tmux needs a moment to read the last words of what fails.",
    "watched = pkgs.writeShellScript \"watched\" ''",
    "  trap : HUP INT QUIT TERM USR1 USR2",
    '  "$@" || { code=$?; sleep 0.2; exit "$code"; }',
    "'';",
    ...script("tmux", tmuxText(input), "''"),
    "",
    "commands = [",
    ...[
      ["start", startText(input)],
      ["attach", ATTACH],
      ["stop", stopText(input)],
    ].map(([name = "", text = ""]) =>
      [`  (pkgs.writeShellScriptBin "${name}" ''`, "    ${tmux}", indentLines(text, 4), "  '')"].join("\n"),
    ),
    "];",
  ];
};

const shellText = (input: FlakeInput): string =>
  [
    "pkgs.mkShell {",
    `  packages = packages${input.services.length === 0 ? "" : " ++ commands"};`,
    "  shellHook = ''",
    indentLines(hookText(input), 4),
    "  '';",
    "}",
  ].join("\n");

const hookText = (input: FlakeInput): string =>
  [
    "# The folder of this flake, at or above the one where the shell is entered; another project is left alone.",
    "PROJECT_ROOT=$(pwd -P)",
    'until [ -z "$PROJECT_ROOT" ] || cmp -s ${./flake.nix} "$PROJECT_ROOT/flake.nix"; do PROJECT_ROOT=\'\'${PROJECT_ROOT%/*}; done',
    "# What building in Nix needs, and what breaks pip, and programs that outlive this shell.",
    "unset PYTHONPATH SOURCE_DATE_EPOCH TMPDIR TMP TEMP TEMPDIR NIX_BUILD_TOP",
    'if [ -z "$PROJECT_ROOT" ]; then',
    '  unset PROJECT_ROOT; echo "Nothing is set up: this flake belongs to another folder; enter its shell there." >&2',
    "else",
    // Not indented: a value of several lines would be, too.
    projectText(input),
    "fi",
  ].join("\n");

/** What the shell sets in its own project. */
const projectText = (input: FlakeInput): string => {
  const { python, env, services } = input;
  const ports: Ports = Object.fromEntries(
    services.flatMap(({ name, port }) => (port === null ? [] : [[name, port]])),
  );
  const mark = promptMark(input.name);
  return [
    "export PROJECT_ROOT",
    ...(python === null
      ? []
      : ['export VIRTUAL_ENV="$PROJECT_ROOT/.venv"', 'export PATH="$VIRTUAL_ENV/bin:$PATH"']),
    '${lib.optionalString cuda "export CUDA_HOME=${pkgs.cudaPackages.cudatoolkit}"}',
    ...env.flatMap((variable) => envLines(variable, ports)),
    ...(input.ollama === null ? [] : [ollamaLine(input.ollama)]),
    "${enter}",
    ...(python === null || input.cuda === "off"
      ? []
      : [
          'if [ -e "$VIRTUAL_ENV/nvidia-driver" ]; then export TRITON_LIBCUDA_PATH="$VIRTUAL_ENV/nvidia-driver"; fi',
        ]),
    `if [ -n "$ZSH_VERSION" ]; then PS1="%F{blue}(${mark})%f $PS1"`,
    `elif [ -n "$PS1" ]; then PS1="\\[\\033[1;34m\\](${mark})\\[\\033[0m\\] $PS1"; fi`,
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

/** Where the services, the notebooks and the shell look for Ollama. */
const ollamaLine = ({ host }: FlakeOllama): string =>
  host === null
    ? "export OLLAMA_HOST=''${OLLAMA_HOST:-http://127.0.0.1:11434}"
    : `export OLLAMA_HOST=${inIndented(quoteWord(host))}`;

/** The name without what a prompt would take for something else. */
const promptMark = (name: string): string => inIndented(name.replaceAll(/["$`\\%!']/g, ""));
