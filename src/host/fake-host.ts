// A machine that a test writes down: files, programs and what they answer, environment. Nothing real is touched.

import { fakeFiles, type FakeEntry } from "./files/fake-files.ts";
import { findProgram } from "./processes/find-program.ts";
import type { Host, Ran, RunRequest } from "./host.ts";

export interface FakeHostOptions {
  readonly files?: Readonly<Record<string, FakeEntry>>;
  /**
   * By the beginning of a command line, its words joined by spaces; the longest that fits answers. A text is the
   * standard output of a success. What nothing fits fails to start.
   */
  readonly programs?: Readonly<Record<string, string | Ran | ((request: RunRequest) => Ran | Promise<Ran>)>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly machine?: Partial<Host["machine"]>;
}

/** A host of values, and everything that it was asked to run, in order. Its clock stands still. */
export const fakeHost = (options: FakeHostOptions = {}): Host & { readonly calls: readonly RunRequest[] } => {
  const calls: RunRequest[] = [];
  const machine = {
    platform: "linux",
    arch: "x64",
    uid: 1000,
    pid: 4000,
    home: "/home/ada",
    tty: { stdin: true, stdout: true, stderr: true },
    ...options.machine,
  };
  const env = options.env ?? {};
  const files = fakeFiles(options.files ?? {}, machine.uid);
  return {
    env,
    machine,
    files,
    calls,
    run: async (request) => {
      calls.push(request);
      return answer(options.programs ?? {}, request);
    },
    which: (program) => findProgram(files, program, env["PATH"]),
    now: () => new Date("2025-01-02T03:04:05.678Z"),
    monotonic: () => 0,
  };
};

const answer = (
  programs: NonNullable<FakeHostOptions["programs"]>,
  request: RunRequest,
): Ran | Promise<Ran> => {
  const line = `${request.argv.join(" ")} `;
  const [best] = Object.entries(programs)
    .filter(([prefix]) => line.startsWith(`${prefix} `))
    .toSorted(([left], [right]) => right.length - left.length);
  if (best === undefined) return { kind: "failed-to-start", message: `nothing answers \`${line.trim()}\`` };
  const [, answered] = best;
  if (typeof answered === "string") return { kind: "exited", code: 0, stdout: answered, stderr: "" };
  return typeof answered === "function" ? answered(request) : answered;
};
