// What an interactive shell has to be told to be in a workbench: which folders come first on PATH, which variables are ours
// and which must go. Values travel as variables of the shell itself and never in a file: they may be a user's secrets.

import { applyDifference, type EnvironmentDifference } from "./activate-environment.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Who enters which workbench. */
export interface ShellVisit {
  readonly difference: EnvironmentDifference;
  /** The project's folder. */
  readonly root: string;
  /** The project's name, from a file that anybody may have written. */
  readonly name: string;
  /** The folder of `start` and `stop`: first on PATH. */
  readonly programs: string;
  readonly color: boolean;
}

/** What the text for a shell is written from: names and places, no value of the user's. */
export interface ShellEntry {
  readonly root: string;
  /** What stands before the prompt. */
  readonly mark: string;
  readonly color: boolean;
  /** The variables that the workbench sets, `PATH` aside. */
  readonly names: readonly string[];
  /** Names, or beginnings of names that end in `*`. */
  readonly unset: readonly string[];
  /** The description gives a `PATH` in which nothing of the user's is kept. */
  readonly isPathWhole: boolean;
}

/** Names the shell that a person is in: its pid, a colon, the project's folder. */
export const SHELL_VARIABLE = "JIG_SHELL";

/** Where a shell finds one of our values behind its rc files: the variable itself may be overwritten by then. */
export const carriedName = (name: string): string => `JIG_CARRIED_${name}`;

/** What else a shell is told, and takes away when it has read it. */
export const entryVariables = {
  /** The folders that come first on PATH, parted by colons. */
  front: "JIG_ENTRY_FRONT",
  /** Those that come last. */
  back: "JIG_ENTRY_BACK",
  /** The user's own `ZDOTDIR` and `ENV`, which were needed to be heard at all. */
  zdotdir: "JIG_ENTRY_ZDOTDIR",
  env: "JIG_ENTRY_ENV",
} as const;

/** What the text of a shell is made from. */
export const shellEntry = ({ difference, root, name, color }: ShellVisit): ShellEntry => ({
  root,
  mark: `(${plainName(name)})`,
  color,
  names: Object.keys(difference.set).filter((variable) => variable !== "PATH"),
  unset: difference.unset.filter((pattern) => !pattern.startsWith("JIG_")),
  isPathWhole: isPathWhole(difference),
});

/**
 * The environment that the shell starts with. It is the workbench's already, for a shell that reads no rc files and for rc
 * files that become another shell; and it carries what the shell needs to set things right once more behind them.
 */
export const shellEnvironment = (
  user: Environment,
  { difference, programs }: ShellVisit,
): { readonly plain: Record<string, string>; readonly carried: Record<string, string> } => {
  const ours = applyDifference(user, difference);
  const { front, back } = isPathWhole(difference)
    ? { front: ours["PATH"] ?? "", back: "" }
    : pathAround(user, difference);
  const set = Object.keys(difference.set).flatMap((name) =>
    name === "PATH" || ours[name] === undefined ? [] : [[carriedName(name), ours[name]] as const],
  );
  return {
    plain: { ...ours, PATH: joinPath(programs, ours["PATH"] ?? "") },
    carried: {
      ...Object.fromEntries(set),
      [entryVariables.front]: joinPath(programs, front),
      [entryVariables.back]: back,
    },
  };
};

const joinPath = (first: string, rest: string): string => (rest === "" ? first : `${first}:${rest}`);

const isPathWhole = ({ set }: EnvironmentDifference): boolean =>
  set["PATH"] !== undefined &&
  !set["PATH"].some((part) => typeof part !== "string" && part.kind === "env" && part.name === "PATH");

/** Stands for the user's own PATH: no folder is called so. */
const USERS = "\u0001";

/** What the workbench puts before and behind the user's PATH. */
const pathAround = (
  user: Environment,
  difference: EnvironmentDifference,
): { readonly front: string; readonly back: string } => {
  const path = applyDifference({ ...user, PATH: USERS }, difference)["PATH"] ?? USERS;
  const front = path.slice(0, path.indexOf(USERS));
  const back = path.slice(path.lastIndexOf(USERS) + USERS.length);
  return { front: front.replace(/:+$/, ""), back: back.replace(/^:+/, "") };
};

/** A prompt is a little program in every shell, so of a name only what means nothing to any of them is kept. */
const plainName = (name: string): string =>
  Array.from(name.replaceAll(/[^\p{L}\p{M}\p{N} ._@+-]/gu, "_"))
    .slice(0, LONGEST_NAME)
    .join("")
    .trim();

const LONGEST_NAME = 40;
