// The emitted flake.nix: one text for one description, in the order in which a reader needs it. Pure: nothing is looked
// up, and nothing of this machine gets into it.

import { SERVER_ADDRESS } from "../../describe/read-server-host.ts";
import { isRevision, nixpkgsUrl } from "../../plan/nixpkgs.ts";
import { quoteWord } from "../../plan/render-shell.ts";
import { enterText } from "./enter-text.ts";
import type { FlakeInput, FlakeOllama } from "./flake-input.ts";
import { attributeName, attributeOf, inIndented, indentLines, nixString } from "./nix-text.ts";
import { pieces, serviceScript, wordOf, type Ports } from "./service-text.ts";
import { commandsText } from "./start-text.ts";

/** The whole file, but for the line that says who wrote it. */
export const flakeText = (input: FlakeInput): string =>
  [
    "{",
    `  description = ${nixString(`The development environment of ${input.name}`)};`,
    "",
    ...inputLines(input.nixpkgs),
    "",
    "  outputs = { nixpkgs, ... }:",
    "    let",
    `      systems = [ ${systemsOf(input).join(" ")} ];`,
    ...LOCAL,
    "",
    "      shellFor = system: cuda:",
    "        let",
    indentLines(letText(input), 10),
    "        in",
    `${indentLines(shellText(input), 8)};`,
    "",
    "      # Plain files, one for all systems: what differs between these is handed to them.",
    indentLines(filesText(input), 6),
    "    in {",
    "      devShells = nixpkgs.lib.genAttrs systems (system:",
    '        if nixpkgs.lib.hasSuffix "darwin" system then { default = shellFor system false; }',
    "        else { default = shellFor system (localFor nixpkgs.legacyPackages.${system}).cudaSupport; cuda = shellFor system true; });",
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

const LOCAL = [
  "      # What this machine alone has: { pkgs, ... }: { cudaSupport = true; packages = [ pkgs.htop ]; }. A flake in a git",
  "      # repository sees only what git knows: `git add --intent-to-add --force local.nix`.",
  "      localFor = pkgs:",
  "        let",
  "          file = if builtins.pathExists ./local.nix then import ./local.nix else { };",
  "          arguments = if builtins.isFunction file then builtins.functionArgs file else { };",
  '          lacking = builtins.filter (name: !arguments.${name}) (builtins.attrNames (removeAttrs arguments [ "pkgs" "lib" ]));',
  "          given = if arguments == { } then pkgs else builtins.intersectAttrs arguments { inherit pkgs; inherit (pkgs) lib; };",
  "          local = if builtins.isFunction file then file given else file;",
  '          unknown = builtins.attrNames (removeAttrs local [ "cudaSupport" "packages" ]);',
  "        in",
  '        if lacking != [ ] then throw "local.nix is called with { pkgs, lib } and asks for `${toString lacking}`, too"',
  '        else if !builtins.isAttrs local then throw "local.nix is to be a set, `{ … }`, or a function to one, `{ pkgs, ... }: { … }`"',
  '        else if unknown != [ ] then throw "local.nix: unknown `${toString unknown}`; it may have `cudaSupport` and `packages`"',
  '        else if !builtins.isBool (local.cudaSupport or false) then throw "local.nix: `cudaSupport` is to be true or false"',
  "        else { cudaSupport = local.cudaSupport or false; packages = pkgs.lib.toFunction (local.packages or [ ]) pkgs; };",
];

/** Everything that a shell is made of, by name. */
const letText = (input: FlakeInput): string =>
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

const OPEN_LIBRARIES = [
  "# This one is for every Python of the venv, in kernels and workers too; LD_LIBRARY_PATH would reach all children, and break some.",
  "openLibraries = builtins.toFile \"nix_libraries.py\" ''",
  "  import ctypes, os, sys",
  "  def open_all(*libraries):",
  '      driver = ["dxcore.so", "nvidia-ptxjitcompiler.so.1", "nvidia-nvvm.so.4", "cuda.so.1", "nvidia-ml.so.1", "nvcuvid.so.1"]',
  '      for library in [*libraries, *(f"{sys.prefix}/nvidia-driver/lib{name}" for name in driver)]:',
  "          if os.path.exists(library): ctypes.CDLL(library)",
  "'';",
];

/** What needs no package set: the scripts. */
const filesText = (input: FlakeInput): string =>
  [
    ...(input.python === null ? [] : [...OPEN_LIBRARIES, ""]),
    ...script("enter", enterText(input)),
    ...(input.services.length === 0
      ? []
      : ["", ...serviceLines(input), "", ...script("commands", commandsText(input))]),
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
    "pkgs.curl",
    "pkgs.flock",
    ...(services.length === 0 ? [] : ["pkgs.tmux", "pkgs.unixtools.ps"]),
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
    "  # zsh reads the user's own files, and marks its prompt behind them.",
    `  mkdir -p $out/zsh; echo > $out/zsh/.zshenv 'ZDOTDIR=$FLAKE_ZDOTDIR; [[ ! -r $ZDOTDIR/.zshenv ]] || source "$ZDOTDIR/.zshenv"`,
    `  mark_prompt() { [[ $PS1 == *"(${mark})"* ]] || PS1="%F{blue}(${mark})%f $PS1"; }; [[ ! -o interactive ]] || precmd_functions+=(mark_prompt)'`,
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
  "# Wheels ask for the C++ runtime and zlib by name, and Nix's Python looks nowhere: they are opened by whole path.",
  "wheelLibraries = lib.optionals isLinux [",
  '  "${pkgs.stdenv.cc.cc.lib}/lib/libgcc_s.so.1" "${pkgs.stdenv.cc.cc.lib}/lib/libstdc++.so.6" "${lib.getLib pkgs.zlib}/lib/libz.so.1" ];',
];

/** A file of that name, with the text as an indented string. */
const script = (name: string, text: string): readonly string[] => [
  `${attributeName(name)} = builtins.toFile ${nixString(name)} ''`,
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
        script(service.name, inIndented(serviceScript(service, ports, input.ollama))).join("\n"),
        2,
      ),
    ),
    "};",
  ];
};

const shellText = (input: FlakeInput): string =>
  [
    "pkgs.mkShell {",
    "  inherit packages; shellHook = ''",
    indentLines(hookText(input), 4),
    "  '';",
    "}",
  ].join("\n");

const hookText = (input: FlakeInput): string =>
  [
    "# The folder of this flake, at or above the one where the shell is entered; another project is left alone.",
    "PROJECT_ROOT=$(pwd -P)",
    'until [ -z "$PROJECT_ROOT" ] || [ "$(sha256sum 2>/dev/null < "$PROJECT_ROOT/flake.nix")" = "${builtins.hashFile "sha256" ./flake.nix}  -" ]',
    "do PROJECT_ROOT=''${PROJECT_ROOT%/*}; done",
    "# What building in Nix needs, and what breaks pip, and programs that outlive this shell.",
    "unset PYTHONPATH SOURCE_DATE_EPOCH TMPDIR TMP TEMP TEMPDIR NIX_BUILD_TOP",
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
        `OLLAMA_HOST=$(printf %s "''\${OLLAMA_HOST:-127.0.0.1}" | sed -E '${WHOLE}'); export OLLAMA_HOST`,
      ]
    : [`export OLLAMA_HOST=${inIndented(quoteWord(wholeAddress(host)))}`];

/** For sed, GNU's and BSD's. */
const WHOLE =
  "s|/*$||; /^https?:/!{ /:[0-9]+$/!s|$|:11434|; s|^|http://|; }; s#//(0[.]0[.]0[.]0|[[]::]|localhost)?(:|$)#//127.0.0.1\\2#";

const wholeAddress = (host: string): string => {
  const [, scheme, name, port] = SERVER_ADDRESS.exec(host) ?? [];
  if (scheme !== undefined || name === undefined) return host;
  return `http://${name}:${port ?? "11434"}`;
};

/** The name without what a prompt would take for something else. */
const promptMark = (name: string): string => inIndented(name.replaceAll(/["$`\\%!']/g, ""));
