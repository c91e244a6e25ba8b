// Tells events as they come: a live line on a terminal, plain lines elsewhere, one JSON a line for scripts.
// It is handed the way to write and the clock, and decides nothing but wording.

import type { JigEvent, ServiceStateChanged, StepDone, StepProgress, StepStarted } from "../api/events.ts";
import { drawProblem } from "./problems/draw-problem.ts";
import { sayDuration } from "./text/duration.ts";
import { visibleText, widthOf } from "./text/visible-text.ts";
import { styleFor, type Style } from "./text/style.ts";
import type { Columns } from "./text/wrap-words.ts";

export interface Reporter {
  readonly report: (event: JigEvent) => void;
  /** Takes the live line away and stops the clock; nothing is written afterwards. */
  readonly close: () => void;
}

export interface ReporterOptions {
  readonly kind: "terminal" | "plain" | "json";
  readonly write: (text: string) => void;
  readonly color: boolean;
  /** Milliseconds; never goes back. */
  readonly monotonic: () => number;
  readonly columns: number;
}

export const createReporter = (options: ReporterOptions): Reporter => {
  if (options.kind === "json") {
    return { report: (event) => options.write(`${JSON.stringify(event)}\n`), close: () => {} };
  }
  return options.kind === "terminal" ? terminalReporter(options) : plainReporter(options);
};

interface Work {
  readonly title: string;
  readonly since: number;
  detail: string;
}

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

const terminalReporter = ({ write, color, monotonic, columns }: ReporterOptions): Reporter => {
  const style = styleFor(color);
  const running = new Map<string, Work>();
  let frame = 0;
  let drawn = false;
  const clear = () => {
    if (drawn) write("\r\u001B[K");
    drawn = false;
  };
  const draw = () => {
    const work = [...running.values()].at(-1);
    if (work === undefined) return clear();
    frame = (frame + 1) % frames.length;
    const text = `${frames[frame]} ${sayWork(work, monotonic())}`;
    write(`\r\u001B[K${cut(text, columns - 1)}`);
    drawn = true;
  };
  // Ten frames a second only while something runs: an idle terminal costs nothing.
  const timer = setInterval(() => running.size > 0 && draw(), 100);
  timer.unref();
  return {
    report: (event) => {
      const line = settle(event, { running, style, columns, now: monotonic() });
      clear();
      if (line !== null) write(`${line}\n`);
      draw();
    },
    close: () => {
      clearInterval(timer);
      running.clear();
      clear();
    },
  };
};

const plainReporter = ({ write, monotonic }: ReporterOptions): Reporter => {
  const style = styleFor(false);
  const running = new Map<string, Work>();
  const timer = setInterval(() => {
    for (const work of running.values()) write(`  ${sayWork(work, monotonic())}\n`);
  }, 10_000);
  timer.unref();
  return {
    report: (event) => {
      const line = settle(event, { running, style, columns: null, now: monotonic() });
      if (line !== null) write(`${line}\n`);
      // Whom it waits for is news at once, not after ten seconds.
      else if (event.event === "step-started" && event.isWaiting === true)
        write(`  ${visibleText(event.title)}\n`);
    },
    close: () => clearInterval(timer),
  };
};

interface Telling {
  readonly running: Map<string, Work>;
  readonly style: Style;
  /** Where lines are broken; null leaves them long. */
  readonly columns: Columns;
  readonly now: number;
}

/** Updates what is running; returns the line that is now worth keeping, if any. */
const settle = (event: JigEvent, telling: Telling): string | null => {
  switch (event.event) {
    case "step-started":
      return startStep(event, telling);
    case "step-progress":
      return progress(event, telling);
    case "step-done":
      return endStep(event, telling);
    case "service-state":
      return service(event, telling);
    case "diagnostic":
      return drawProblem(event, { style: telling.style, columns: telling.columns });
    case "log":
    case "summary":
      return null;
  }
};

const startStep = (event: StepStarted, { running, now }: Telling): null => {
  running.set(event.step, { title: event.title, since: now, detail: "" });
  return null;
};

const progress = (event: StepProgress, { running }: Telling): null => {
  const work = running.get(event.step);
  if (work === undefined) return null;
  const count = event.done !== null && event.total !== null ? `${event.done}/${event.total} ` : "";
  work.detail = `${count}${event.detail}`;
  return null;
};

const endStep = (event: StepDone, { running, style }: Telling): string | null => {
  running.delete(event.step);
  if (event.outcome === "current") return null;
  if (event.outcome === "failed") return `${style.bad("✗")} ${visibleText(event.title)}`;
  return `${style.good("✓")} ${visibleText(event.title)}${sayTook(event.ms, style)}`;
};

/** How long it took, where that is worth a word. */
const sayTook = (ms: number, style: Style): string =>
  ms < 100 ? "" : ` ${style.dim(`(${sayDuration(ms)})`)}`;

const service = (
  { service: status }: ServiceStateChanged,
  { running, style, now }: Telling,
): string | null => {
  const key = `service ${status.name}`;
  const since = running.get(key)?.since ?? now;
  const name = visibleText(status.name);
  const settled = running.delete(key);
  switch (status.state) {
    case "waiting":
    case "starting":
    case "unready":
    case "backoff":
    case "stopping": {
      const why = status.reason === null ? "" : `: ${visibleText(status.reason)}`;
      running.set(key, { title: `${name} is ${sayState[status.state]}${why}`, since, detail: "" });
      return null;
    }
    case "ready":
    case "done":
      return settled ? `${style.good("✓")} ${name} ${status.state}${sayTook(now - since, style)}` : null;
    case "failed":
    case "stuck":
      // Why is told by the diagnostic that follows, with the end of the log.
      return settled ? `${style.bad("✗")} ${name} ${status.state}` : null;
    case "stopped":
    case "external":
    case "unavailable":
      return null;
  }
};

const sayState = {
  waiting: "waiting",
  starting: "starting",
  unready: "not answering",
  backoff: "about to be tried again",
  stopping: "stopping",
} as const;

const sayWork = ({ title, since, detail }: Work, now: number): string => {
  const text = visibleText(detail === "" ? title : `${title}  ${detail}`);
  return `${text}  ${sayDuration(now - since)}`;
};

const cut = (text: string, columns: number): string => {
  if (widthOf(text) <= columns) return text;
  let kept = "";
  for (const character of text) {
    if (widthOf(kept + character) >= columns) break;
    kept += character;
  }
  return `${kept}…`;
};
