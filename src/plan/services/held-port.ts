// Who has a port that a service wants, and the one thing to do about it: one set of words for whoever finds it out. It looks
// at nothing.

import { quoteWord } from "../render/render-shell.ts";

/** A service that runs on the port. */
export interface BenchService {
  readonly service: string;
  /** Its project's folder; null: the very project that wants the port. */
  readonly root: string | null;
}

export interface PortOwner {
  /** Null when it belongs to somebody whose processes we may not look at. */
  readonly pid: number | null;
  readonly command: string | null;
  /** Null: no service of jig's, as far as we know. */
  readonly bench: BenchService | null;
}

/** `` `main` of `/path` (another jig project) ``, for people. */
export const sayBenchService = ({ service, root }: BenchService): string =>
  root === null
    ? `\`${service}\`, which still runs on it`
    : `\`${service}\` of \`${root}\` (another jig project)`;

/** What frees the port for a service. A service of jig's is no process to kill: it would be started again. */
export const adviseOnHeldPort = (name: string, owner: Pick<PortOwner, "pid" | "bench"> | null): string => {
  const other = `give \`${name}\` another \`port\``;
  if (owner === null) return `stop that process, or ${other}`;
  const { pid, bench } = owner;
  if (bench !== null && bench.root === null)
    return `\`jig restart\` without a name restarts \`${bench.service}\` too, or ${other}`;
  if (bench !== null) return `\`jig down -C ${quoteWord(bench.root ?? "")} ${bench.service}\`, or ${other}`;
  return pid === null ? other : `stop it (\`kill ${pid}\`), or ${other}`;
};
