// What happens when the emitted shell is entered: the environment is made true, and a person is told. Pure.

import { properName } from "../../base/proper-name.ts";
import { quoteWord } from "../../plan/render-shell.ts";
import type { FlakeInput } from "./flake-input.ts";
import { NB_CLEAN_VERSION, nbCleanWheels } from "../../notebooks/nb-clean-releases.ts";
import { inIndented, word } from "./nix-text.ts";

/** The script that the shell runs before its first prompt. It says everything on standard error. */
export const enterText = (input: FlakeInput): string => {
  const { python, services, welcome, clean } = input;
  const name = properName(input.name);
  const hasBanner = /^[\u0020-\u007e]+$/.test(name);
  return [
    "# On standard error: `nix develop -c COMMAND` prints what COMMAND prints and nothing else.",
    "exec >&2",
    'cd "$PROJECT_ROOT" || exit',
    `system=$1${python === null ? "" : "; uv=$2 python=$3; shift 3; libraries=$*"}`,
    ...(hasBanner ? [`figlet ${word(name)}`] : []),
    `echo ${word(`Welcome to the ${name} development environment on`)} "$system!"`,
    ...(welcome === null ? [] : [`printf '%s\\n' ${word(welcome.trimEnd())}`]),
    "echo",
    ...(python === null
      ? []
      : [
          "",
          ...PYTHON,
          ...countLines(clean !== null),
          ...python.importCheck.flatMap((module) => importLines(module)),
        ]),
    ...(python === null || clean === null ? [] : filterLines(clean)),
    ...(input.cuda === "off" ? [] : gpuLines(input)),
    ...OLLAMA,
    ...(services.length === 0
      ? []
      : [`echo "- Start ${listNames(services.map(({ name: service }) => service))}: start; end them: stop"`]),
  ].join("\n");
};

const listNames = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;

const PYTHON = [
  "# Made again when the lock, the Python or its libraries change, and only then: entering again asks no network.",
  'wanted="$python $libraries ${openLibraries} $(sha256sum requirements.lock 2>/dev/null)"',
  "stamp=.venv/.made-by-flake",
  "make_environment() {",
  '  if [ ! -e requirements.lock ]; then echo "There is no requirements.lock: jig flake writes it." && return 1; fi',
  "  # Another Python, or one that a garbage collection took: what is installed is of no use to the new one.",
  '  if [ -e "$stamp" ] && ! { grep -qF "$python " "$stamp" && .venv/bin/python -c pass; }; then',
  "    rm -rf .venv",
  '  elif [ -e .venv ] && [ ! -e "$stamp" ]; then',
  '    echo ".venv was not made by this flake and stays as it is; move it aside to get one." && return 1',
  "  fi",
  '  [ -e .venv ] || UV_PYTHON_DOWNLOADS=never "$uv" venv --quiet --python "$python" .venv || return',
  '  echo "$python unfinished" > "$stamp"',
  "  for packages in .venv/lib/python*/site-packages; do",
  '    install -m 644 ${openLibraries} "$packages/nix_libraries.py"',
  `    echo "import nix_libraries; nix_libraries.open_all(*'$libraries'.split())" > "$packages/nix_libraries.pth"`,
  "  done",
  '  "$uv" pip install --quiet --no-deps --require-hashes -r requirements.lock || return',
  '  echo "$wanted" > "$stamp"',
  "}",
  'if [ ! -x .venv/bin/python ] || [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then',
  '  echo "- Installing the packages of requirements.lock..."',
  '  make_environment || echo "Warning: the Python environment is not complete."',
  "fi",
];

/** How many packages are there, without the one that is git's and comes after the first count. */
const countLines = (isClean: boolean): readonly string[] => [
  'if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then',
  "  set -- .venv/lib/python*/site-packages/*.dist-info",
  ...(isClean
    ? ["  if [ -x .venv/bin/nb-clean ] && ! grep -q '^nb-clean==' requirements.lock; then shift; fi"]
    : []),
  '  echo "- Done. $# pip packages installed."',
  "fi",
];

const importLines = (module: string): readonly string[] => {
  const text = word(module);
  return [
    `if reason=$(.venv/bin/python -c 'import importlib, sys; importlib.import_module(sys.argv[1])' ${text} 2>&1); then`,
    `  echo ${word(`- ${module} is importable (good to go!)`)}`,
    `else echo ${word(`Error: ${module} could not be imported:`)} "$(echo "$reason" | tail -n 1)"; fi`,
  ];
};

/** git's filter as nb-clean gives it, where git has none of that name; without it git takes notebooks whole, and says so. */
const filterLines = (options: readonly string[]): readonly string[] => {
  const hashes = nbCleanWheels.map(({ sha256 }) => `--hash=sha256:${sha256}`).join(" ");
  const words = ["clean", ...options].map((option) => quoteWord(option)).join(" ");
  // The bytes are kept: nb-clean reads them before it refuses them. git prints this text when it fails, so it does not.
  const rest = [
    `; if [ ! -x "$n" ]; then echo %f": goes into git as it is: there is no $n; nix develop brings it" >&2; exec cat; fi`,
    `i=$(mktemp) && cat >"$i" || exit`,
    `o=$("$n" ${words} <"$i" 2>/dev/null && echo x) && [ "$o" != x ] && printf %%s "\${o%%x}" && rm "$i" && exit`,
    `w=$("$n" ${words} <"$i" 2>&1 >/dev/null)`,
    `echo %f": goes into git as it is: nb-clean does not clean it (\${w##*stdin: }); clear its outputs in Jupyter, save it, stage it again" >&2`,
    `cat "$i"; rm "$i"`,
  ].join("; ");
  return [
    "# Git's filter for notebooks leaves their outputs out; where nb-clean cannot, they go along, and that is said.",
    // One that is not ours stays; ours is renewed, and so is its nb-clean.
    'if top=$(git rev-parse --show-prefix 2>/dev/null) && case $(git config filter.nb-clean.clean) in "" | n=*) ;; *) false ;; esac; then case $top in',
    // Each means something to git's pattern, or to the shell that git starts.
    "*[][[:cntrl:]\\\"\\'\\\\\\`\\$%*?]*) echo 'Warning: git gets notebooks with their outputs: this folder has a name that its filter cannot hold.' ;; *)",
    `  [ -x .venv/bin/nb-clean ] || echo nb-clean==${NB_CLEAN_VERSION} ${hashes} | "$uv" pip install --quiet --no-deps --require-hashes -r -`,
    "  # shellcheck disable=SC2016 # these variables are for the shell that git starts",
    `  git config filter.nb-clean.clean "n=\\"$top.venv/bin/nb-clean\\""${inIndented(quoteWord(rest))}`,
    "  git check-attr filter x.ipynb | grep -q unspecified &&",
    '    echo "\\"\'\'${top:+/$top**/}*.ipynb\\" filter=nb-clean" >> "$(git rev-parse --git-path info/attributes)"',
    "esac; fi",
  ];
};

const OLLAMA = [
  `echo "Ollama says: $(curl --silent --fail --max-time 1 --noproxy '*' "''\${OLLAMA_HOST:-127.0.0.1:11434}/" || echo nothing)"`,
];

/** Says whether there is a GPU, and links its driver where the venv's Python finds it; a Mac has none of that kind. */
const gpuLines = ({ python, cuda }: FlakeInput): readonly string[] => [
  ...(python === null ? [] : ["rm -rf .venv/nvidia-driver"]),
  'if [ "$(uname)" = Darwin ]; then :',
  'elif PATH="$PATH:/usr/lib/wsl/lib" nvidia-smi -L >/dev/null 2>&1; then',
  '  echo "CUDA hardware detected."',
  '  if [ -z "$CUDA_HOME" ]; then echo "- With the CUDA toolkit: nix develop .#cuda"; fi',
  ...(python === null ? [] : LINKS.map((line) => `  ${line}`)),
  `else echo "No CUDA hardware detected${cuda === "require" ? ", and this project cannot do without" : ""}."; fi`,
];

const LINKS = [
  "# Links to the driver's own libraries, 64-bit ones: the system's C library must not come along.",
  "for folder in /usr/lib/wsl/lib /run/opengl-driver/lib /usr/lib/*-linux-gnu /usr/lib64 /usr/lib; do",
  '  if [ "$(od -An -tu1 -j4 -N1 "$folder/libcuda.so.1" 2>/dev/null | tr -d \' \')" != 2 ]; then continue; fi',
  "  mkdir -p .venv/nvidia-driver",
  '  for library in "$folder"/libcuda.so* "$folder"/libnvidia-*.so* "$folder"/libdxcore.so*; do',
  '    if [ -e "$library" ]; then ln -sf "$library" .venv/nvidia-driver/; fi',
  "  done; break",
  "done",
];
