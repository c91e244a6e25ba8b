// What happens when the emitted shell is entered: the environment is made true, and a person is told. Pure.

import { properName } from "../../base/proper-name.ts";
import { quoteWord } from "../../plan/render/render-shell.ts";
import type { FlakeInput } from "./flake-input.ts";
import { inIndented, word } from "./nix-text.ts";

/** The script that the shell runs before its first prompt. It says everything on standard error. */
export const enterText = (input: FlakeInput): string => {
  const { python, services, welcome, clean } = input;
  const name = properName(input.name);
  const hasBanner = /^[\u0020-\u007e]+$/.test(name);
  return [
    "# shellcheck disable=SC2016 # What stands in single quotes is for other shells.",
    "# On standard error: `nix develop -c COMMAND` prints what COMMAND prints and nothing else.",
    `exec >&2; cd "$PROJECT_ROOT" || exit; system=$1${python === null ? "" : "; uv=$2 python=$3; shift 3; libraries=$*"}`,
    `${hasBanner ? `figlet ${word(name)}; ` : ""}echo ${word(`Welcome to the ${name} development environment on`)} "$system!"${welcome === null ? "; echo" : ""}`,
    ...(welcome === null ? [] : [`printf '%s\\n\\n' ${word(welcome.trimEnd())}`]),
    ...(python === null ? [] : [...PYTHON, ...python.importCheck.flatMap((module) => importLines(module))]),
    ...(input.copies.length === 0 ? [] : copyLines(input.copies)),
    ...(clean === null ? [] : python === null ? [NO_FILTER] : filterLines(clean)),
    ...(input.cuda === "off" ? [] : gpuLines(input)),
    ...OLLAMA,
    ...(services.length === 0
      ? []
      : [`echo "- Start ${listNames(services.map(({ name: service }) => service))}: start; end them: stop"`]),
  ].join("\n");
};

const listNames = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;

/** What stands in `requirements.lock` above the package that only git's filter needs. */
export const FOR_FILTER = "# For git: its filter of notebooks.";

/** Variables of the user's that would change what uv is asked for; others of `UV_*` are theirs to set. */
const REDIRECTING = [
  "PYTHON",
  "SYSTEM_PYTHON",
  "CONFIG_FILE",
  "CONSTRAINT",
  "OVERRIDE",
  "EXCLUDE",
  "BUILD_CONSTRAINT",
  "REQUIRE_HASHES",
  "NO_VERIFY_HASHES",
  "ENV_FILE",
  "PROJECT",
  "WORKING_DIR",
  "WORKING_DIRECTORY",
  "VENV_CLEAR",
  "VENV_SEED",
  "VENV_RELOCATABLE",
];

const PYTHON = [
  `lock() { "$python" -ISc "import fcntl; fcntl.flock(9, fcntl.LOCK_EX$1)" 2>/dev/null; } # As macOS has no flock of its own.`,
  `case $PROJECT_ROOT in *:*) echo "Error: PATH cannot hold a colon, and this folder's path has one: python is not this project's. Move the folder."; exit ;; esac`,
  "# What would lead uv elsewhere goes; the rest of its settings, indexes among them, is whoever's who enters.",
  `unset UV_{${REDIRECTING.join(",")}} PYTHONHOME PYTHONUSERBASE VIRTUAL_ENV CONDA_PREFIX`,
  "# Made again when the lock, the Python, its libraries or this folder's path change, and only then: entering again asks no network.",
  `filter=${quoteWord(FOR_FILTER)} stamp=.venv/.made-by-flake wanted="$PWD $python whole $libraries \${openLibraries} $(sha256sum requirements.lock 2>/dev/null)"`,
  'is_made() { [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; }',
  `names() { (cd "$packages" && printf '%s\\n' *.dist-info) | sed -n "s/-[^-]*-info\\$//p" | sort; }`,
  "make_environment() {",
  '  if [ ! -e requirements.lock ]; then echo "There is no requirements.lock: jig flake writes it." && again= && return 1',
  '  elif [ ! -e "$stamp" ] && [ -n "$(ls -A .venv 2>/dev/null)" ]; then',
  '    echo ".venv was not made by this flake and stays as it is; move it aside to get one." && again= && return 1; fi',
  '  former=$(cat "$stamp" 2>/dev/null); { mkdir -p .venv && echo unfinished > "$stamp"; } || return',
  "  # Another Python, one that a garbage collection took, or packages that came in half: it is made anew.",
  '  if ! case $former in "$PWD $python whole "*) .venv/bin/python -c pass 2>/dev/null ;; *) false ;; esac; then',
  "    former=; find .venv/ -mindepth 1 -maxdepth 1 ! -name .made-by-flake -exec rm -rf {} +",
  '    UV_PYTHON_DOWNLOADS=never "$uv" venv --quiet --allow-existing --python "$python" .venv || return; fi',
  '  packages=$(echo .venv/lib/python*/site-packages); install -m 644 ${openLibraries} "$packages/nix_libraries.py"',
  `  echo "import nix_libraries; nix_libraries.open_all(*'$libraries'.split())" > "$packages/nix_libraries.pth"`,
  "  # Packages of this folder have no hash, and are what is there now, whatever uv has kept; those of git have a commit.",
  "  if grep -qvE '^( |#|$)|\\\\$' requirements.lock; then hashes=--verify-hashes; else hashes=--require-hashes; fi; mapfile -t own < <(sed -nE 's|^([^ ]+) @ [.]/.*|--reinstall-package=\\1|p' requirements.lock)",
  // Whichever file says it, in whichever of TOML's forms. What this uv does not tell is taken for the worst.
  '  if [[ $("$uv" --show-settings pip sync requirements.lock 2>/dev/null) != *" target: None"*" prefix: None"* ]]; then',
  '    export UV_NO_CONFIG=1; echo "- No settings file of uv is heeded here: one leads packages elsewhere (target, prefix), or uv cannot tell."; fi',
  '  before=$(names); echo unfinished > "$stamp" # uv touches nothing before it has everything, and then what is there is whole.',
  `  fill() { "$uv" pip sync --quiet --python .venv/bin/python "$hashes" "''\${own[@]}" --allow-empty-requirements "$1"; }`,
  '  said=$(fill requirements.lock 2>&1) || if [[ $said == *nb-clean* ]] && grep -q "^$filter" requirements.lock; then',
  // An index without it, or without its newest version, is no reason to have none of the others.
  '    echo "Warning: nb-clean, for git\'s filter of notebooks, cannot be installed here."; sed "/^$filter/,/[^\\\\]$/d" requirements.lock | fill -',
  '  else echo "$said"; false; fi || { [ -n "$(find "$packages" .venv/bin -name __pycache__ -prune -o -newer "$stamp" -print -quit)" ] || echo "$former" > "$stamp"; return 1; }',
  '  echo "$wanted" > "$stamp"; gone=$(comm -23 <(echo "$before") <(names) | paste -s -d " " -)',
  '  if [ -n "$gone" ]; then echo "- Removed, for requirements.lock does not have them: $gone"; fi; }',
  // Ctrl-C ends what runs; what it leaves is put in order before this ends.
  'if ! is_made; then next=true again="; entering again goes on with it"; trap next=exit INT # One shell at a time.',
  '  exec 9<.; lock "|fcntl.LOCK_NB" || { echo "- Waiting for another shell, which installs the packages..."; lock; $next; }',
  '  is_made || { echo "- Installing the packages of requirements.lock..."; make_environment; } ||',
  '    { echo "Warning: the Python environment is not complete$again."; $next; }; exec 9<&-; trap - INT',
  'fi; if is_made; then set -- .venv/lib/python*/site-packages/*.dist-info; echo "- Done. $# pip packages installed."; fi',
];

const importLines = (module: string): readonly string[] => {
  const text = word(module);
  return [
    `if reason=$(.venv/bin/python -c 'import importlib, sys; importlib.import_module(sys.argv[1])' ${text} 2>&1); then`,
    `  echo ${word(`- ${module} is importable (good to go!)`)}`,
    `else [ -x .venv/bin/python ] || reason="there is no Python in .venv"; echo ${word(`Error: ${module} could not be imported:`)} "$(echo "$reason" | tail -n 1)"; fi`,
  ];
};

/** What is there stays, also a link that leads nowhere. */
const copyLines = (copies: FlakeInput["copies"]): readonly string[] => [
  "copy_once() { # To play with: copied where it is absent, and never overwritten.",
  '  if [ -e "$2" ] || [ -L "$2" ]; then return; elif [ ! -f "$1" ]; then echo "Warning: $1 is not there."; return; fi',
  '  for path; do case $(realpath -m -- "$path") in "$PROJECT_ROOT"/.git/* | "$PROJECT_ROOT"/*/.git/* | "$PROJECT_ROOT"/.venv/*) ;; "$PROJECT_ROOT"/*) continue ;; esac',
  '    echo "Warning: $1 is not copied: a link leads out of the project, or into .git or .venv."; return; done',
  '  install -D -m 644 -- "$1" "$2" && echo "- Copied $1 to $2"; }',
  ...copies.map(({ from, to }) => `copy_once ${word(from)} ${word(to)}`),
];

const NO_FILTER = `echo "Warning: git gets notebooks with their outputs: there is no [python] in jig.toml for nb-clean."`;

/** git's filter as nb-clean gives it, where git has none of that name; without it git takes notebooks whole, and says so. */
const filterLines = (options: readonly string[]): readonly string[] => [
  "# Git's filter for notebooks leaves their outputs out; where nb-clean cannot, they go along, and that is said.",
  "exec 9<.; lock; if top=$(git rev-parse --show-prefix 2>/dev/null); then",
  "  # The first project of a repository has the plain name, and each further one its own; a filter of somebody else's stays.",
  "  case $(git config filter.nb-clean.clean) in",
  '  "" | "n=\\"$top.venv/"*) driver=nb-clean ;;',
  "  n=*) driver=nb-clean-$(printf %s \"$top\" | cksum | cut -d ' ' -f 1) ;;",
  '  *) driver= ;; esac; lost="Warning: git gets notebooks with their outputs:"',
  // Each means something to git's pattern, or to the shell that git starts.
  '  if [ -z "$driver" ]; then :; elif [[ $top == *[][[:cntrl:]\\"\\\'\\\\\\`\\$%*?]* ]]; then echo "$lost this folder has a name that its filter cannot hold."',
  '  elif [ ! -x .venv/bin/nb-clean ]; then echo "$lost there is no nb-clean in .venv."',
  "  else",
  `    git config "filter.$driver.clean" "n=\\"$top.venv/bin/nb-clean\\""${inIndented(quoteWord(filterScript(options)))}`,
  '    case $(git check-attr filter x.ipynb) in *": $driver") ;; *": unspecified" | *": nb-clean"*)',
  '      echo "\\"\'\'${top:+/$top**/}*.ipynb\\" filter=$driver" >> "$(git rev-parse --git-path info/attributes)" ;; esac',
  "  fi",
  "fi; exec 9<&-",
];

/** For the shell that git starts. The bytes are kept: nb-clean reads them before it refuses them. */
const filterScript = (options: readonly string[]): string => {
  const clean = ['"$n" clean', ...options.map((option) => quoteWord(option))].join(" ");
  // git prints this text when it fails, so it does not.
  return [
    "",
    'whole() { echo %f": goes into git as it is: $1" >&2; exec cat; }',
    '[ -x "$n" ] || whole "there is no $n; nix develop brings it"',
    `i=$(mktemp) && cat >"$i" || exit; o=$(${clean} <"$i" 2>/dev/null && echo x)`,
    // The format stands behind the cells, as nb-clean writes it: without it, what came is cut short, or nothing.
    'case $o in *\\"nbformat\\"*\\}*x) rm "$i"; printf %%s "${o%%x}"; exit ;; esac',
    `w=$(${clean} <"$i" 2>&1 >/dev/null); w=\${w##*stdin: }; exec <"$i"; rm "$i"`,
    'whole "nb-clean does not clean it (${w:-it prints no whole notebook}); clear its outputs in Jupyter, save it, stage it again"',
  ].join("\n      ");
};

/** Without certificates bash asks itself; what is asked with them only Ollama can. */
const OLLAMA = [
  "at=''${OLLAMA_HOST:-127.0.0.1} port=11434; case $at in http://*) port=80 ;; esac; at=''${at#http://} at=''${at%%/*}",
  "if [[ $at =~ ^(.*[^:]):([0-9]+)$ ]]; then at=''${BASH_REMATCH[1]} port=''${BASH_REMATCH[2]}; fi; at=''${at#[} at=''${at%]}",
  "case $at in https:) says=$(timeout 2 ollama list >/dev/null 2>&1 && echo Ollama is running) ;;",
  `*) says=$(timeout 1 bash -c 'exec 3<>"/dev/tcp/$0/$1" && printf "GET / HTTP/1.0\\r\\nHost: %s\\r\\n\\r\\n" "$0" >&3 && tail -n 1 <&3 | tr -d "[:cntrl:]"' "$at" "$port" 2>/dev/null) ;; esac`,
  `case $says in Ollama*) ;; *) says=nothing ;; esac; echo "Ollama says: ''\${says:0:80}"`,
];

/** Says whether there is a GPU, and links its driver where the venv's Python finds it; a Mac has none of that kind. */
const gpuLines = ({ python, cuda }: FlakeInput): readonly string[] => [
  `${python === null ? "" : '[ ! -e "$stamp" ] || rm -rf .venv/nvidia-driver; '}if [ "$(uname)" = Darwin ]; then :`,
  'elif PATH="$PATH:/usr/lib/wsl/lib" nvidia-smi -L >/dev/null 2>&1; then',
  '  echo "CUDA hardware detected."',
  '  if [ -z "$CUDA_HOME" ]; then echo "- With the CUDA toolkit: nix develop .#cuda"; fi',
  ...(python === null ? [] : LINKS.map((line) => `  ${line}`)),
  `else echo "No CUDA hardware detected${cuda === "require" ? ", and this project cannot do without" : ""}."; fi`,
];

const LINKS = [
  "# Links to the driver's own libraries, 64-bit ones: the system's C library must not come along.",
  "for folder in /usr/lib/wsl/lib /run/opengl-driver/lib /usr/lib/*-linux-gnu /usr/lib64 /usr/lib; do",
  '  if [ ! -e "$stamp" ] || [ "$(od -An -tu1 -j4 -N1 "$folder/libcuda.so.1" 2>/dev/null | tr -d \' \')" != 2 ]; then continue; fi',
  '  mkdir -p .venv/nvidia-driver; for library in "$folder"/lib{cuda,cudadebugger,nvcuvid,nvoptix,nvidia-*,dxcore}.so*; do',
  '    if [ -e "$library" ]; then ln -sf "$library" .venv/nvidia-driver/; fi; done; break; done',
];
