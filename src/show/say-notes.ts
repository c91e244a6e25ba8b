// The short sentences at the end of commands: what was not done, and what to do about it. One line each.

import { sayCount } from "../base/say-count.ts";
import { visibleText } from "./text/visible-text.ts";

/**
 * Services whose running copy was started from something else than the file says now.
 * @param hasGpu what they find of it may be what changed
 */
export const sayOlder = (names: readonly string[], hasGpu: boolean): string =>
  `note: ${hasGpu ? "jig.toml, its packages or the GPU" : "jig.toml or its packages"} changed; \`jig restart ${names.map(visibleText).join(" ")}\` applies that`;

/**
 * The same, of whoever has changed the packages and starts nothing.
 * @param hasKernels whether notebooks are open in one of them: a kernel is a process of its own
 */
export const sayStillFormer = (names: readonly string[], hasKernels: boolean): string => {
  const [named, restart] = [names.map(visibleText).join(", "), names.map(visibleText).join(" ")];
  const uses =
    names.length === 1 ? "still uses what it was started with" : "still use what they were started with";
  const kernels = hasKernels ? "; a kernel has it once it is restarted in its notebook" : "";
  return `note: ${named} ${uses}: \`jig restart ${restart}\` applies the change${kernels}`;
};

/** A service that took another port than the one it would have had. */
export const sayMovedPort = ({ name, wanted, port }: MovedPort): string =>
  `note: ${wanted} is taken, so ${visibleText(name)} is on ${port}`;

export interface MovedPort {
  readonly name: string;
  readonly wanted: number;
  readonly port: number;
}

/** Why a service is not up that was on its way. */
export const stoppedMeanwhile = "stopped meanwhile by `jig down`";

/** Services that run and that the file does not name any more. */
export const sayGone = (names: readonly string[]): string =>
  `note: no longer in jig.toml, and still running: ${sayNames(names)}; \`jig down ${names.map(visibleText).join(" ")}\` stops ${names.length === 1 ? "it" : "them"}`;

/** Services that were not ready when the waiting ended. */
export const sayNotWaiting = (why: "interrupted" | number, names: readonly string[]): string => {
  const who = names.length === 0 ? "the services" : sayNames(names);
  const start = why === "interrupted" ? "not waiting any more" : `note: not ready after ${why} s`;
  return `${start}: ${who}; what was started goes on in the background, \`jig status\` shows it`;
};

/** What this machine has of its own. @param keys of `jig.local.toml`; none: nothing is said */
export const sayLocal = (keys: readonly string[]): string => {
  const shown = keys.slice(0, MOST_KEYS).map((key) => `\`${visibleText(key)}\``);
  const rest = keys.length > MOST_KEYS ? ` and ${keys.length - MOST_KEYS} more` : "";
  return keys.length === 0 ? "" : `+local: jig.local.toml changes ${shown.join(", ")}${rest}`;
};

const MOST_KEYS = 4;

/** The own file is everybody's as soon as it is committed. */
export const trackedLocal = {
  code: "local-tracked",
  message: "git tracks `jig.local.toml`, which is meant for one machine",
  hint: "`git rm --cached jig.local.toml` takes it out of git, and a line `jig.local.toml` in .gitignore keeps it out",
} as const;
export const localIsTracked: string = `warning: ${trackedLocal.message}; ${trackedLocal.hint}`;

/** Services that were given a time, and are stopped because it is over. */
export const sayNotReady = (seconds: number, names: readonly string[]): string =>
  `not ready after ${seconds} s: ${sayNames(names)}`;

/** `1 package`, `12 packages`. */
export const countPackages = (count: number): string => sayCount(count, "package");

/** The new environment could not be had. */
export const sayOlderEnvironment = (hasServices: boolean): string =>
  hasServices
    ? "note: the packages are those of before, and the services run on them"
    : "note: the packages are those of before";

/** `jig shell` typed in that very shell. */
export const sayAlreadyEntered = (name: string): string =>
  `note: this is the shell of ${visibleText(name)} already; \`exit\` leaves it`;

/** `jig shell` typed inside another one. */
export const sayNested = (root: string): string =>
  `note: this shell is inside the one of \`${visibleText(root)}\`; \`exit\` goes back there`;

/** A shell whose rc files may undo what it is given. */
export const sayForeignShell = (shell: string): string =>
  `note: jig does not speak the language of \`${visibleText(shell)}\`, so what its own files say has the last word`;

/** Another shell than the one that `SHELL` names. @param path the one that is taken */
export const sayPassedOver = ({ shell, why, path }: PassedOver): string => {
  const reason = {
    relative: "is not the path of a program",
    missing: "is no program that can be run",
    "no-shell": "lets nobody in",
  }[why];
  return `note: this is \`${visibleText(path)}\`: \`${visibleText(shell)}\`, which SHELL names, ${reason}`;
};

interface PassedOver {
  readonly shell: string;
  readonly why: "relative" | "missing" | "no-shell";
  readonly path: string;
}

/** Why a page was not opened. @param isShown the link that works stands above */
export const sayNotOpened = (why: string, isShown = false): string =>
  `note: no browser was opened: ${visibleText(why)}${isShown ? "" : "; `jig open --print` gives the link"}`;

/** The opener was content, and nobody fetched the page. @param isShown the link that works stands above */
export const sayNotFetched = (name: string, isShown = false): string =>
  `note: no browser came for ${visibleText(name)}${isShown ? "" : `; \`jig open --print ${visibleText(name)}\` gives the link`}`;

/** `down`'s answer. @param asked the services that it was asked for by name; none: all were meant */
export const sayStopped = (names: readonly string[], asked: readonly string[] = []): string => {
  if (names.length > 0) return `stopped ${sayNames(names)}`;
  return asked.length === 0
    ? "nothing is running"
    : `${sayNames(asked)} ${asked.length === 1 ? "is" : "are"} not running`;
};

/** On a server that goes on by itself. @param url its own; null: not known */
export const sayEndedPull = (model: string, url: string | null): string =>
  `the pull of \`${visibleText(model)}\` has ended; what has come stays with the Ollama${url === null ? "" : ` at ${url}`}, which is not jig's to stop, and \`jig up\` goes on there`;

/** Somebody waits for it at a terminal. */
export const sayGoingPull = (model: string): string =>
  `\`jig models pull\` goes on with \`${visibleText(model)}\` at its own terminal`;

/** There was nothing in the file to do. */
export const nothingToDo =
  "nothing to install or start: jig.toml asks for no Python, no services and no packages for this system";

/** `restart` without a name, when there was nothing for it to do. */
export const sayNothingOlder = ({ failed, isAnyRunning }: NothingOlder): string => {
  if (failed.length > 0) {
    const isOne = failed.length === 1;
    const names = failed.map((name) => `\`${visibleText(name)}\``).join(", ");
    return `${names} ${isOne ? "has" : "have"} failed: \`jig up\` tries ${isOne ? "it" : "them"} again`;
  }
  if (!isAnyRunning) return "nothing to restart: no service is running; `jig up` starts them";
  return "nothing to restart: nothing has changed for the services; `jig restart NAME` restarts one anyway";
};

interface NothingOlder {
  readonly failed: readonly string[];
  readonly isAnyRunning: boolean;
}

/** A restart that would have stopped what runs well. */
export const sayLeftRunning = (names: readonly string[]): string =>
  `left as ${names.length === 1 ? "it is" : "they are"}: ${sayNames(names)}; nothing was stopped`;

/** A supervisor that lives and has not answered for a while. */
export const sayWaitingFor = (pid: number): string => `waiting for the supervisor (pid ${pid})`;

/** Services of a folder that was moved, replaced or emptied of its description since. */
export const sayFormer = ({ kind, root, names }: Former): string => {
  const who = {
    moved: `services of this folder run from its former place \`${visibleText(root)}\``,
    replaced: `services of the former folder \`${visibleText(root)}\` still run`,
    same: `services that were started in \`${visibleText(root)}\` still run`,
  }[kind];
  return `${who}: ${sayNames(names)}`;
};

interface Former {
  readonly kind: "moved" | "replaced" | "same";
  readonly root: string;
  readonly names: readonly string[];
}

/** Ctrl-C in the middle of work on the environment. */
export const stoppedInBetween = "stopped; the next run goes on from here";

/** @param files relative to the root, that a killed jig had not come to yet */
export const sayEnded = (files: readonly string[]): string =>
  `note: a jig that was killed had begun to change files together; changed now, too: ${files.map((file) => visibleText(file)).join(", ")}`;

/** Ctrl-C while services are being stopped. */
export const stillStopping = "not waiting any more; the services are still being stopped";

/** `up --foreground` on a terminal. @param hasEarlier some ran before it came */
export const sayStopsAll = (hasEarlier: boolean): string =>
  `\nCtrl-C stops the services${hasEarlier ? ", also those that ran before" : ""}`;

/** Whoever reads was slower than what the services wrote. */
export const sayLinesLeftOut = (lines: number): string =>
  `--- ${sayCount(lines, "line")} left out here; \`jig logs\` has them\n`;

/** `logs` had nothing to show. @param since the moment that was named */
export const sayNothingWritten = (since: Date | null, now: Date): string => {
  if (since === null) return "nothing was written yet";
  return since > now
    ? "nothing was written since then: that time is still to come"
    : "nothing was written since then";
};

const sayNames = (names: readonly string[]): string => names.map(visibleText).join(", ");
