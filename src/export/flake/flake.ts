// The emitted flake.nix: one text for one description, in the order in which a reader needs it. Pure: nothing is looked
// up, and nothing of this machine gets into it.

import { sha256 } from "../../base/digest.ts";
import { isRevision, nixpkgsUrl } from "../../plan/nixpkgs.ts";
import { enterText } from "./enter-text.ts";
import type { FlakeInput } from "./flake-input.ts";
import { hookText } from "./hook-text.ts";
import { attributeName, inIndented, indentLines, nixString } from "./nix-text.ts";
import { packagesText } from "./packages-text.ts";
import { serviceScript, type Ports } from "./service-text.ts";
import { commandsText } from "./start-text.ts";

/** The whole file, but for the line that says who wrote it. It holds the digest of all else in it. */
export const flakeText = (input: FlakeInput): string =>
  textWith(input, sha256(textWith(input, "")).slice(0, 12));

const textWith = (input: FlakeInput, id: string): string =>
  [
    "{",
    `  description = ${nixString(`The development environment of ${input.name}`)};`,
    "",
    ...inputLines(input.nixpkgs),
    "",
    "  outputs = { nixpkgs, ... }: let",
    `    systems = [ ${systemsOf(input).join(" ")} ];`,
    ...LOCAL,
    "",
    "    shellFor = system: cuda: let",
    indentLines(packagesText(input), 6),
    `    in ${indentLines(shellText(input, id), 4).trimStart()};`,
    "",
    "    # Plain files, one for all systems: what differs between these is handed to them.",
    indentLines(filesText(input), 4),
    "  in {",
    "    devShells = nixpkgs.lib.genAttrs systems (system:",
    '      if nixpkgs.lib.hasSuffix "darwin" system then { default = shellFor system false; }',
    "      else { default = shellFor system (localFor nixpkgs.legacyPackages.${system}).cudaSupport; cuda = shellFor system true; });",
    "  };",
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
  "    # What this machine alone has: { pkgs, ... }: { cudaSupport = true; packages = [ pkgs.htop ]; }. A flake in a git",
  "    # repository sees only what git knows: `git add --intent-to-add --force local.nix`.",
  "    localFor = if builtins.pathExists ./local.nix then checkedLocal (import ./local.nix) else _: { cudaSupport = false; packages = [ ]; };",
  "    checkedLocal = file: pkgs: let",
  "      asked = if builtins.isFunction file then builtins.functionArgs file else { };",
  "      given = if asked == { } then pkgs else builtins.intersectAttrs asked (pkgs // { inherit pkgs; });",
  "      local = pkgs.lib.toFunction file given; cudaSupport = local.cudaSupport or false;",
  "      packages = pkgs.lib.toFunction (local.packages or [ ]) pkgs;",
  '      isKnown = builtins.isAttrs local && removeAttrs local [ "cudaSupport" "packages" ] == { };',
  "    in if isKnown && builtins.isBool cudaSupport && builtins.isList packages && builtins.all builtins.isAttrs packages then { inherit cudaSupport packages; }",
  '      else throw "local.nix may have `cudaSupport`, true or false, and `packages`, a list of packages, and nothing else; or be a function of { pkgs, ... } to these";',
];

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

const shellText = (input: FlakeInput, id: string): string =>
  [
    "pkgs.mkShell {",
    "  inherit packages; shellHook = ''",
    indentLines(hookText(input, id), 4),
    "  '';",
    "}",
  ].join("\n");
