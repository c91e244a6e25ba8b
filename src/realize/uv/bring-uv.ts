// Finds or brings a uv that is new enough. The order: the one that was named, the ones that are here, the pinned wheel
// through whatever index and certificates this network has, uv's own release last. Whatever is fetched is checked against
// hashes built in.

import { isAtLeast } from "../../base/compare-numbers.ts";
import { dirname, join } from "node:path";

import { fail, ok, type Result } from "../../base/result.ts";
import type { Layout } from "../../plan/layout.ts";
import { isOn } from "../indexes/find-indexes.ts";
import type { UvStep } from "../../plan/step.ts";
import { fileMark, namedUv } from "../current-steps.ts";
import { uvOnPath } from "./link-uv.ts";
import { nixForPython } from "../nix/nix-python.ts";
import type { Applied, StepContext } from "../realize-context.ts";
import type { RealizeFailure, UvAttempt } from "../realize-failure.ts";
import { UV_VERSION } from "./uv-releases.ts";

export interface FoundUv {
  readonly path: string;
  readonly version: string;
}

/** Gives a uv; the way that it was found or brought by ends with the first that works. */
export const bringUv = async (
  context: StepContext,
  step: UvStep,
): Promise<Result<Applied, RealizeFailure>> => {
  const found = await findUv(context, step.minimum);
  if (!found.ok) return found;
  const { path, version } = found.value;
  return ok({ title: `uv ${version}`, memory: { path, version, mark: fileMark(context.host, path) } });
};

const findUv = async (context: StepContext, minimum: string): Promise<Result<FoundUv, RealizeFailure>> => {
  const { host } = context;
  const named = namedUv(host);
  if (named !== null) {
    const version = await versionOf(context, named);
    if (version !== null && isAtLeast(version, minimum)) return ok({ path: named, version });
    return fail({ reason: "uv-unfit", path: named, minimum, version });
  }
  const attempts: UvAttempt[] = [];
  for (const { way, path } of placesOf(context)) {
    const version = await versionOf(context, path);
    if (version !== null && isAtLeast(version, minimum)) return ok({ path, version });
    const problem =
      version === null ? `\`${path}\` does not work` : `\`${path}\` is ${version}, not ${minimum}`;
    attempts.push({ way, problem, program: null });
  }
  if (isOn(host.env["UV_OFFLINE"])) {
    const attempt = {
      way: "bringing one",
      problem: "uv is told to stay offline, and so jig does",
      program: null,
    };
    return fail({ reason: "uv-unavailable", attempts: [...attempts, attempt], isToldOffline: true });
  }
  const target = cachedUv(context.layout);
  const { fetchUv } = await import("./fetch-uv.ts");
  const fetched = await fetchUv(context, target);
  if (fetched.ok) return ok({ path: target, version: UV_VERSION });
  if (context.signal.aborted) return fail({ reason: "interrupted" });
  return fail({ reason: "uv-unavailable", attempts: [...attempts, ...fetched.failure] });
};

/** Where jig keeps the uv that it brought. */
export const cachedUv = ({ cache }: Pick<Layout, "cache">): string => join(cache, "uv", UV_VERSION, "uv");

/** Where programs from elsewhere do not start, Nix has brought one with its Python. */
const nixUv = (context: StepContext): string | null =>
  nixForPython(context)
    ?.environment.path.map((folder) => join(folder, "uv"))
    .find((path) => context.host.files.isExecutable(path)) ?? null;

/** The files that may be a uv on this machine, in the order of preference. */
const placesOf = (context: StepContext): readonly { way: string; path: string }[] => {
  const { host, executable, layout } = context;
  const places = [
    { way: "the uv on PATH", path: uvOnPath(host, layout) },
    { way: "the uv of Nix", path: nixUv(context) },
    { way: "the uv beside jig", path: executable.startsWith("/") ? join(dirname(executable), "uv") : null },
    { way: "the uv in jig's cache", path: cachedUv(layout) },
  ];
  return places.flatMap(({ way, path }) =>
    path !== null && host.files.isExecutable(path) ? [{ way, path }] : [],
  );
};

/** What `uv --version` says; null when it is no uv, or hangs, or does not start. */
const versionOf = async ({ host, facts, signal }: StepContext, path: string): Promise<string | null> => {
  // The probe has asked the one that it found.
  if (facts.uv?.path === path) return facts.uv.version;
  const ran = await host.run({
    argv: [path, "--version"],
    cwd: "/",
    timeoutMs: 10_000,
    mostStdout: 1024 * 1024,
    signal,
  });
  if (ran.kind !== "exited" || ran.code !== 0) return null;
  return /^uv (\d+\.\d+\.\d+)/.exec(ran.stdout)?.[1] ?? null;
};
