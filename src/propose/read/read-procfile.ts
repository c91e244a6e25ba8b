// A Procfile (Heroku, foreman, honcho) → services. Commands stay as they are, but for addresses that the whole network
// could reach: a bench answers its own machine.

import { quote } from "../../describe/words.ts";
import type { FoundService } from "../draft.ts";

export interface Procfile {
  readonly services: readonly FoundService[];
  readonly notes: readonly string[];
}

/** Where a process that wants a port begins to look. */
const FIRST_PORT = 8000;

/** Reads `name: command` lines; the others are no processes and are passed over, as foreman does. */
export const readProcfile = (text: string): Procfile => {
  const services: FoundService[] = [];
  const notes: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, name, command] = /^([A-Za-z0-9_-]+):\s*(\S.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || command === undefined) continue;
    if (name === "release")
      notes.push("`release` of the Procfile is a step of a deployment, and is left out");
    else services.push(toService(name, command));
  }
  return { services, notes };
};

const toService = (process: string, command: string): FoundService => {
  const name = serviceName(process);
  const base = { name, from: `${quote(process)} of the Procfile`, needs: needsOf(command) };
  const wantsPort = process === "web" || /\$PORT\b|\$\{PORT[}:]/.test(command);
  if (!wantsPort) return { ...base, run: forJig(command), notes: [] };
  const local = stayLocal(command);
  const notes =
    local === command
      ? []
      : [
          `\`${name}\` answers on this machine alone (127.0.0.1), where the Procfile has it open to the network`,
        ];
  return {
    ...base,
    run: forJig(local),
    port: FIRST_PORT,
    ...(process === "web" ? { open: true } : {}),
    notes,
  };
};

const serviceName = (process: string): string => {
  const name = process.toLowerCase().replace(/^[_-]+/, "");
  return name === "" ? "service" : name.slice(0, 40);
};

const stayLocal = (command: string): string => {
  const local = command
    .replaceAll(/(?<![\d.])0\.0\.0\.0(?![\d.])/g, "127.0.0.1")
    .replaceAll("[::]", "127.0.0.1");
  // Without `--bind`, gunicorn takes the port from `PORT` and listens everywhere.
  const isOpen = /^gunicorn\s/.test(local) && !/\s(?:-b|--bind)\b/.test(local) && !/[;&|#]/.test(local);
  return isOpen ? `${local} --bind 127.0.0.1:$PORT` : local;
};

/** Programs that are packages, and that the requirements of such a project may not name. */
const PROGRAMS = ["gunicorn", "uvicorn", "streamlit", "flask", "celery", "honcho"];

const needsOf = (command: string): readonly (readonly string[])[] => {
  const program = /^(?:python3?\s+-m\s+)?([a-z]+)(?=\s|$)/.exec(command)?.[1] ?? "";
  return PROGRAMS.includes(program) ? [[program]] : [];
};

/** Whether it starts something of Python. */
export const startsPython = (text: string): boolean =>
  readProcfile(text).services.some(({ run = "", needs }) => needs.length > 0 || /\bpython3?\b/.test(run));

/** What the shell was to read stays the shell's: `$$` and `${port}` mean something else in a `jig.toml`. */
const forJig = (command: string): string =>
  command.replaceAll("$$", "$$$$$$$$").replaceAll(/\$(?=\{(?:port\}|env:|services?\.))/g, "$$$$");
