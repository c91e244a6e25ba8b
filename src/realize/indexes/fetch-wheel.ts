// Fetches a pinned wheel of one program: by a host Python's pip, or from an index that this machine was told of. It is checked
// before it is unpacked; a file that is not the expected one is never run, and no index is built in.

import { join } from "node:path";

import { isForeignVariable } from "../../activate/activate-environment.ts";
import { sha256 } from "../../base/digest.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import { downloadFile, type Download } from "./download-file.ts";
import { findInIndex } from "./find-in-index.ts";
import { isOffline } from "../explain/is-offline.ts";
import { readPipSettings } from "./pip-settings.ts";
import type { StepContext } from "../realize-context.ts";
import type { FailedProgram, UvAttempt } from "../realize-failure.ts";
import { failedProgram } from "../uv/run-uv.ts";
import { unpackWheel } from "../uv/unpack-uv.ts";
import { wheelHere, type PinnedWheel } from "./wheel-here.ts";

/** The wheels of one version of a project that holds one program, which is called as the project is. */
export interface PinnedWheels {
  readonly project: string;
  readonly version: string;
  readonly wheels: readonly PinnedWheel[];
}

/** What fetching looks at of a step's context. */
export type FetchContext = Pick<StepContext, "host" | "layout" | "signal" | "progress"> & {
  readonly facts: Pick<StepContext["facts"], "libc" | "pythons">;
};

export type Fetched = Result<Uint8Array, Omit<UvAttempt, "way">>;

/** A way to a program, tried when those before it led nowhere. */
export interface Way {
  readonly way: string;
  readonly isPip: boolean;
  readonly fetch: () => Promise<Fetched>;
}

/** Puts what the first way brings at `target`, whole or not at all. Two at once do no harm. Fails with every way tried. */
export const fetchFirst = async (
  context: FetchContext,
  ways: readonly Way[],
  { target, what }: { readonly target: string; readonly what: string },
): Promise<Result<void, readonly UvAttempt[]>> => {
  const attempts: UvAttempt[] = [];
  let isPipOffline = false;
  for (const { way, isPip, fetch } of ways) {
    if (context.signal.aborted) break;
    if (isPip && isPipOffline) continue;
    context.progress(`${what} by ${way}`);
    const fetched = await fetch();
    if (fetched.ok) {
      context.host.files.makeFolder(join(target, ".."));
      context.host.files.writeBytes(target, fetched.value, 0o755);
      return ok(undefined);
    }
    attempts.push({ way, ...fetched.failure });
    // The next Python's pip asks the same index, and would take as long to find nobody there.
    isPipOffline ||= fetched.failure.program !== null && isOffline({ way, ...fetched.failure });
  }
  return fail(attempts);
};

/** The ways to a wheel, in the order of preference. */
export const waysToWheel = (context: FetchContext, pinned: PinnedWheels): readonly Way[] => {
  const wheel = wheelHere(context, pinned.wheels);
  return [
    ...context.facts.pythons.map(({ path }) => ({
      way: `\`${path} -m pip\``,
      isPip: true,
      fetch: () => byPip(context, path, pinned),
    })),
    ...indexOf(context).flatMap((index) =>
      wheel === undefined
        ? []
        : [
            {
              way: "the package index",
              isPip: false,
              fetch: () => fromIndex(context, index, { project: pinned.project, wheel }),
            },
          ],
    ),
  ];
};

/** pip chooses the wheel that fits its interpreter; it must be one that the table knows. */
const byPip = async (
  context: FetchContext,
  python: string,
  { project, version, wheels }: PinnedWheels,
): Promise<Fetched> => {
  const { host, layout, signal } = context;
  const folder = join(layout.state, "uv", `wheel-${host.machine.pid}`);
  host.files.makeFolder(folder);
  try {
    const options = ["--disable-pip-version-check", "--no-input", "--no-deps", "--only-binary", ":all:"];
    const wanted = `${project}==${version}`;
    const argv = [python, "-m", "pip", "download", ...options, "--dest", folder, wanted] as const;
    // `-m` looks for pip in the working folder first: an empty one of ours.
    const ran = await host.run({ argv, cwd: folder, env: ownPythons(host), timeoutMs: 300_000, signal });
    if (ran.kind !== "exited" || ran.code !== 0) return problem("it failed", failedProgram(argv, ran));
    const name = host.files.list(folder)?.find((file) => file.endsWith(".whl"));
    const bytes = name === undefined ? null : host.files.readBytes(join(folder, name));
    if (name === undefined || bytes === null) return problem("it brought no wheel");
    const wheel = wheels.find((known) => known.name === name);
    return wheel === undefined
      ? problem(`it brought \`${name}\`, which is not known`)
      : checked(bytes, wheel, project);
  } finally {
    host.files.remove(folder);
  }
};

/** Without what points this interpreter at another one's modules: `PYTHONHOME` alone keeps it from starting. */
const ownPythons = ({ env }: StepContext["host"]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !isForeignVariable(entry[0]),
    ),
  );

const fromIndex = async (
  context: FetchContext,
  index: string,
  { project, wheel }: { readonly project: string; readonly wheel: PinnedWheel },
): Promise<Fetched> => {
  const found = await findInIndex(downloadsOf(context), { index, project, file: wheel.name });
  if (!found.ok) return problem(found.failure);
  const bytes = await downloadFile({ ...downloadsOf(context), url: found.value, timeoutMs: 300_000 });
  return bytes.ok ? checked(bytes.value, wheel, project) : problem(bytes.failure);
};

const checked = (bytes: Uint8Array, wheel: PinnedWheel, project: string): Fetched => {
  if (sha256(bytes) !== wheel.sha256) return problem(`\`${wheel.name}\` is not the expected file (sha256)`);
  const program = unpackWheel(bytes, project);
  return program === null ? problem(`\`${wheel.name}\` holds no ${project}`) : ok(program);
};

/** One way that led nowhere. */
export const problem = (text: string, program: FailedProgram | null = null): Fetched =>
  fail({ problem: text, program });

/** The index that this machine was told of, for uv or for pip. None is built in. */
const indexOf = ({ host }: FetchContext): readonly string[] => {
  const { env } = host;
  const index = env["UV_DEFAULT_INDEX"] ?? env["UV_INDEX_URL"] ?? readPipSettings(host).indexUrl;
  return index === null || index === "" ? [] : [index.replace(/^[A-Za-z0-9_.-]+=(?=https?:)/, "")];
};

/** What a download needs of a context. */
export const downloadsOf = ({ host, signal }: FetchContext): Pick<Download, "host" | "signal"> => ({
  host,
  signal,
});
