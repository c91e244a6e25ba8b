// How a person's own shell is started inside a workbench: its words, its variables, and the files that it reads on the way.
// It knows bash, zsh, fish and the small shells; any other gets the environment and keeps its own ways.

import { bashText } from "./bash-text.ts";
import { fishText, quoteFish } from "./fish-text.ts";
import { shText } from "./sh-text.ts";
import { entryVariables, shellEntry, shellEnvironment, type ShellVisit } from "./shell-entry.ts";
import { zshText } from "./zsh-text.ts";

export interface ShellStart {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute, inside `folder`. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Its rc files may undo what it starts with: jig does not speak this shell's language. */
  readonly isForeign: boolean;
}

export interface ShellRequest {
  /** The absolute path of the shell. */
  readonly shell: string;
  /** A folder of ours alone, for the files. */
  readonly folder: string;
  /** Whether a person types into it: bash and the small shells read no rc files otherwise. */
  readonly isInteractive: boolean;
  readonly visit: ShellVisit;
}

/** The file in the home folder that a small shell reads when `ENV` names none. */
const SMALL_SHELLS: ReadonlyMap<string, string | null> = new Map([
  ["sh", null],
  ["dash", null],
  ["ash", null],
  ["ksh", ".kshrc"],
  ["ksh93", ".kshrc"],
  ["mksh", ".mkshrc"],
]);

/** Everything that is needed to become the shell. @param user the environment of whoever asked */
export const shellStart = (
  user: Readonly<Record<string, string | undefined>>,
  { shell, folder, isInteractive, visit }: ShellRequest,
): ShellStart => {
  const entry = shellEntry(visit);
  const { plain, carried } = shellEnvironment(user, visit);
  const whole = { ...plain, ...carried };
  const name = shell.slice(shell.lastIndexOf("/") + 1);
  const small = SMALL_SHELLS.get(name);
  if (name === "zsh") {
    const path = `${folder}/zsh/.zshenv`;
    const zdotdir = user["ZDOTDIR"];
    const before = zdotdir === undefined ? {} : { [entryVariables.zdotdir]: zdotdir };
    const env = { ...whole, ...before, ZDOTDIR: `${folder}/zsh` };
    return { argv: [shell], env, files: [{ path, text: zshText(entry) }], isForeign: false };
  }
  if (name === "fish") {
    const path = `${folder}/entry.fish`;
    const argv = [shell, `--init-command=source ${quoteFish(path)}`] as const;
    return { argv: [...argv], env: whole, files: [{ path, text: fishText(entry) }], isForeign: false };
  }
  if (name === "bash" && isInteractive) {
    const path = `${folder}/entry.bash`;
    const files = [{ path, text: bashText(entry) }];
    return { argv: [shell, "--rcfile", path], env: whole, files, isForeign: false };
  }
  if (small !== undefined && isInteractive) {
    const path = `${folder}/entry-${name}.sh`;
    const before = user["ENV"] === undefined ? {} : { [entryVariables.env]: user["ENV"] };
    const env = { ...whole, ...before, ENV: path };
    return { argv: [shell], env, files: [{ path, text: shText(entry, small) }], isForeign: false };
  }
  const isForeign = isInteractive && name !== "bash" && small === undefined;
  return { argv: [shell], env: plain, files: [], isForeign };
};
