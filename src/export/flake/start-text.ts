// `start`, `attach` and `stop` of the emitted flake: the services in tmux, on a socket of this project alone. Pure.

import { originOf } from "../../plan/render/render-template.ts";
import { isOllama, type FlakeInput, type FlakeService } from "./flake-input.ts";
import { attributeName, indentLines, word } from "./nix-text.ts";

/** The one script behind `start`, `attach` and `stop`: it does what it is called. */
export const commandsText = (input: FlakeInput): string => {
  const { services, python } = input;
  return [
    tmuxText(python !== null),
    "",
    finishText(services),
    "",
    ...startFunctions(services),
    "",
    ...block("start", startText(services)),
    ...block("attach", ATTACH),
    ...block("stop", stopText(services)),
    `case $1 in --watch) watch "$2" "$3" "$4" ;; *) "''\${0##*/}" "$@" ;; esac`,
  ].join("\n");
};

const block = (name: string, text: string): readonly string[] => [`${name}() {`, indentLines(text, 2), "}"];

/**
 * A tmux server of this folder alone. Its name is the folder's: two clones are two benches, and a project that gets another
 * name finds what runs.
 */
const tmuxText = (hasPython: boolean): string => `#!/usr/bin/env bash
# shellcheck disable=SC2016 # What stands in single quotes is for other shells.
# Every folder has a tmux server of its own: nobody else's sessions are seen or ended.
cd "''\${PROJECT_ROOT:?the shell was not entered in the folder of its flake}" || exit
unset TMUX; server="flake-$(printf %s "$PWD" | cksum | cut -d ' ' -f 1)"
tmux() { command tmux -L "$server" -f /dev/null "$@" 9<&-; }
lock() { exec 9<flake.nix; ${hasPython ? `python3 -ISc 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'` : "flock 9"}; } # One start or stop at a time.
has_ended() { ! tmux has-session -t "=$1" 2>/dev/null; }
state() { tmux display-message -p -t "=$1:" '#{pane_dead} #{pane_dead_status}#{pane_dead_signal}' 2>/dev/null; }
# Where it has ended and tmux missed how, tmux looks again when another process ends.
has_failed() { case $(state "$1") in "1 ") tmux run-shell -b true; false ;; "1 "[1-9A-Z]*) ;; *) false ;; esac; }
listens() { timeout 2 bash -c 'for at in 127.0.0.1 ::1; do exec 3<>"/dev/tcp/$at/$0" && exit; done; exit 1' "$1" 2>/dev/null; }

# watch NAME SCRIPT: what a session runs, a group of processes that \`running\` knows by its environment.
watch() {
  if [ "''\${FLAKE_SERVICE##*/}" != $$ ]; then # What tmux has are the variables of a shell of before: those of this one are in $3.
    set -- "$1" "$2" "$(cat "$3"; rm "$3")" "$TERM"; for name in $(compgen -e); do unset "$name" 2>/dev/null; done; eval "$3"; TERM=$4 FLAKE_SERVICE="$server/$1/$$" exec bash "$0" --watch "$1" "$2"; fi
  trap : HUP INT QUIT TERM USR1 USR2
  bash "$2" || { code=$?; sleep 0.2; exit "$code"; } # tmux needs a moment to read the last words of what fails.
}
# The group and the name of each service that runs, also when its tmux was killed; \`running any\`: what left its group, too.
running() { # Not a tmux that somebody started in a service, as in a terminal of Jupyter's, nor what is in it.
  local group=''\${1:+[0-9]+} environment=e; if [ "$(uname)" = Darwin ]; then environment=E; fi
  ps "ax''\${environment}ww" -o pgid=,args= | sed -nE "/^ *[0-9]+ ([^ ]*\\/)?tmux[: ]| TMUX=[^=]+,[0-9]+,[0-9]+( |$)/d; s|^ *([0-9]+) .* FLAKE_SERVICE=$server/([^/ ]+)/''\${group:-\\1}( .*)?$|\\1 \\2|p" |
    awk -v own="$(ps -o pgid= -p $$)" '$1 != own + 0' | sort -u
}`;

/** What `start` is made of. */
const startFunctions = (services: readonly FlakeService[]): readonly string[] => {
  const uses = (command: string): boolean =>
    services.some((service) => readyCommand(service).startsWith(command));
  return [
    ...(services.some(({ oneshot }) => oneshot) ? ['is_done() { [ "$(state "$1")" = "1 0" ]; }'] : []),
    ...(uses("keeps_running") ? ['keeps_running() { sleep 1 && [ "$(state "$1")" = "0 " ]; }'] : []),
    ...(uses("serves") ? ["serves() { timeout 2 ollama list >/dev/null 2>&1; }"] : []),
    ...(uses("answers") ? [ANSWERS] : []),
    ...(services.some((service) => hasTokenPage(service)) ? [TOKEN_PAGE] : []),
    "",
    launchText(services.some(({ oneshot }) => oneshot)),
    AWAIT,
    ...(services.some(({ open }) => open) ? [OPEN_PAGE] : []),
  ];
};

/** Starts what does not run yet, in order, and waits for each. */
const startText = (services: readonly FlakeService[]): string =>
  [
    ...services.map((service) => serviceLines(service)),
    `echo "To watch one: attach NAME (Ctrl-B, then D leaves it). To end them all: stop"`,
  ].join("\n");

/**
 * `answers 8888 /path [123]`; `[123]` is a pattern: an answer of another kind is one, too, where it is empty. The whole page is
 * read: a server whose answer is cut off complains.
 */
const ANSWERS = `# answers PORT PATH STATUS: whether a web server answers there, with a status that begins so.
answers() { [[ $(timeout 5 bash -c 'for at in 127.0.0.1 ::1; do exec 3<>"/dev/tcp/$at/$0" && break; done && printf "GET %s HTTP/1.0\\r\\nHost: 127.0.0.1:%s\\r\\n\\r\\n" "$1" "$0" >&3 &&
  head -n 1 <&3 && cat <&3 >/dev/null' "$1" "$2" 2>/dev/null) =~ ^HTTP/[0-9.]+\\ $3 ]]; }`;

const TOKEN_PAGE = `# The page with the token is there when the port is this server's, and not somebody else's who was quicker.
page_of() { find "$PWD/.venv/run/$1" -name 'jpserver-*-open.html' 2>/dev/null | grep .; }
link_of() { sed -nE 's|.*href="(http[^"]+)".*|\\1|p' "$(page_of "$1")"; }
answers_as() { page_of "$1" >/dev/null && answers "$2" "$3" ""; }`;

const launchText = (
  keeps: boolean,
): string => `# launch NAME SCRIPT PORT${keeps ? " KEEP" : ""}: 0 when it was started, 1 when it was before; ends the whole start otherwise.
launch() {
  count=$((count + 1)); lock; if has_failed "$1"; then tmux kill-session -t "=$1"; fi
  if ! has_ended "$1"; then exec 9<&-; return 1; fi
  lost=$(running any | grep " $1$")
  if [ -n "$lost" ]; then echo "Ending what is left of $1..."; finish "$lost" || exit; fi
  if [ -n "$3" ] && listens "$3"; then echo "$1: port $3 is in use by another program" >&2; exit 1; fi
  echo "Starting $1..."; { variables=$(mktemp) && export -p > "$variables"; } || { rm -f "$variables"; exit 1; }
  # A session stays to show why its service failed${keeps ? ", or that what runs once has run" : ""}.
  tmux start-server \\; set-option -g remain-on-exit failed \\; new-session -d -s "$1" bash "$0" --watch "$1" "$2" "$variables"${
    keeps
      ? ` \\; \\
    set-option -w -t "=$1:" remain-on-exit "''\${4:-failed}"`
      : ""
  } || { rm -f "$variables"; exit 1; }; exec 9<&-
}`;

const AWAIT = `# await NAME SECONDS COMMAND...: until the command is true, or the service has ended.
await() {
  local name=$1 deadline=$((SECONDS + $2)); shift 2
  until "$@"; do
    if has_failed "$name" || { has_ended "$name" && ! "$@"; }; then
      if [ "$count" -gt 1 ] && ! tmux has-session 2>/dev/null; then echo "All of this has been stopped in the meantime." >&2; exit 1; fi
      echo "$name has ended; its last lines:" >&2
      tmux capture-pane -p -S - -t "=$name:" 2>/dev/null | grep . | tail -n 20 >&2; return 1
    elif [ "$SECONDS" -ge "$deadline" ]; then
      echo "$name does not answer yet; to watch it: attach $name" >&2; return 1
    fi; sleep 0.2; done
}`;

const OPEN_PAGE = `# open_page PAGE LINK: in the user's browser, on WSL the one of Windows, which sees no file; nothing where nobody would look.
open_page() {
  local openers=xdg-open opener
  if [ ! -t 1 ] || [ -n "$CI" ] || [ -n "$SSH_CONNECTION" ]; then return; fi
  if [ "$(uname)" = Darwin ]; then openers=open
  elif grep -qi microsoft /proc/version 2>/dev/null; then openers="wslview xdg-open explorer.exe"; set -- "$2"
  elif [ -z "$DISPLAY$WAYLAND_DISPLAY" ]; then return; fi
  for opener in $openers; do
    if { command -v "$opener" && "$opener" "$1"; } >/dev/null 2>&1 || [ "$opener" = explorer.exe ]; then return; fi; done # It ends with 1 when all went well.
}`;

const launchLine = ({ name, port, oneshot }: FlakeService): string =>
  `launch ${name} \${services.${attributeName(name)}} "${port ?? ""}"${oneshot ? " on" : ""}`;

const serviceLines = (service: FlakeService): string => {
  const { name, port, open, page, require, oneshot } = service;
  const condition = `await ${name} ${service.readySeconds} ${readyCommand(service)}`;
  const link = port === null || page === null ? null : `${originOf(port)}${page}`;
  const without = `echo "going on without ${name}" >&2`;
  const launch = launchLine(service);
  if (oneshot) return `${launch}\n${condition} || ${require ? "exit 1" : without}`;
  const told = [
    ...(link !== null && hasTokenPage(service)
      ? [
          `link=${word(link)}; if [ -t 1 ]; then link=$(link_of ${name}); fi # The token is for whoever looks, and for no log.`,
          `echo "${name} runs: $link"`,
        ]
      : [`echo ${word(`${name} runs${link === null ? "" : `: ${link}`}`)}`]),
    ...(open && link !== null
      ? [`if [ "$started" = 0 ]; then open_page ${openTarget(service, link)}; fi`]
      : []),
  ];
  if (!require && told.length === 1)
    return [launch, `if ${condition}; then ${told.join("")}`, `else ${without}; fi`].join("\n");
  return [
    `${launch}${open ? "; started=$?" : ""}`,
    ...(require
      ? [`${condition} || exit 1`, ...told]
      : [`if ${condition}; then`, ...told.map((line) => `  ${line}`), "else", `  ${without}`, "fi"]),
  ].join("\n");
};

/** Whether it is JupyterLab as the preset starts it: its token is in a page that only this user reads. */
const hasTokenPage = ({ preset, described }: FlakeService): boolean =>
  preset.token !== null && described.run === null;

const openTarget = (service: FlakeService, link: string): string =>
  hasTokenPage(service)
    ? `"$(page_of ${service.name})" "$(link_of ${service.name})"`
    : `${word(link)} ${word(link)}`;

const readyCommand = (service: FlakeService): string => {
  const { name, port, ready, oneshot, preset } = service;
  if (oneshot) return `is_done ${name}`;
  // The server may be one that runs already, wherever.
  if (isOllama(service)) return "serves";
  if (port === null || ready.kind === "started") return `keeps_running ${name}`;
  if (ready.kind === "tcp") return `listens ${port}`;
  const { pathname, search } = new URL(originOf(port) + ready.path);
  const asked = `${port} ${word(pathname + search)}`;
  if (hasTokenPage(service)) return `answers_as ${name} ${asked}`;
  // It refuses whoever has no token, which is an answer.
  return `answers ${asked} ${preset.token === null ? '"[123]"' : '""'}`;
};

const ATTACH = `if [ "$#" = 1 ]; then tmux attach-session -t "=$1"; exit; fi
echo "attach NAME; what runs:"; tmux list-panes -a -F '#S#{?pane_dead, (has ended),}' 2>/dev/null`;

/** Asks each service to end, waits, ends by force what stays, and says what is left for all that. */
const finishText = (services: readonly FlakeService[]): string => {
  const patience = Math.max(5, ...services.map(({ stop }) => stop.seconds));
  const others = services.filter(({ stop }) => stop.signal !== "TERM");
  const cases = others.map(({ name, stop }) => `${name}) signal=${stop.signal} ;; `).join("");
  const pick = cases === "" ? "" : `case $name in ${cases}*) signal=TERM ;; esac; `;
  return [
    "# finish SERVICES, as `running` names them: ends them, by force in the end; 1 when some are still there.",
    "finish() {",
    '  groups=$(cut -d " " -f 1 <<< "$1" | paste -s -d "|" -)',
    `  while read -r group ${pick === "" ? "_" : "name"}; do ${pick}kill -s ${pick === "" ? "TERM" : '"$signal"'} -- "-$group" 2>/dev/null; done <<< "$1"; wait_for ${patience}`,
    '  for group in $(left | awk "{ print \\$1 }"); do kill -s KILL -- "-$group" 2>/dev/null; done; wait_for 5',
    '  if left >&2; then echo "These have not ended (group, state, process, command)." >&2; return 1; fi',
    "}",
    'left() { ps -A -o pgid=,stat=,pid=,args= | sed -nE "/^ *($groups) +[^ Z]/p" | grep .; }',
    'wait_for() { local end=$((SECONDS + $1)); while left >/dev/null && [ "$SECONDS" -lt "$end" ]; do sleep 0.1; done; }',
  ].join("\n");
};

const stopText = (services: readonly FlakeService[]): string => {
  const ports = services.flatMap(({ port }) => (port === null ? [] : [port]));
  return [
    'lock; if [ -z "$(running any)" ] && ! tmux has-session 2>/dev/null; then echo "Nothing of this project is running."; exit; fi',
    'echo "Stopping..."; trap "" HUP # A terminal of a service ends with it, and this goes on.',
    "# A service ends what it started; then comes what it left behind, in groups of their own.",
    'for which in "" any; do services=$(running "$which"); [ -z "$services" ] || finish "$services" || exit; done; tmux kill-server 2>/dev/null',
    ...(ports.length === 0
      ? []
      : [
          `ports=(${ports.join(" ")}); for port in "''\${ports[@]}"; do if listens "$port"; then echo "Port $port is still in use, by a program outside of tmux." >&2; exit 1; fi; done`,
        ]),
    'echo "Everything that start started has ended."',
  ].join("\n");
};
