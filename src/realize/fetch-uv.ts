// Fetches the pinned uv: as a wheel by a host Python's pip, as a wheel from an index that this machine was told of, or as
// the archive of uv's release. Each is checked before it is unpacked; a file that is not the expected one is never run.

import { join } from "node:path";

import { isForeignVariable } from "../activate/activate-environment.ts";
import { sha256 } from "../base/digest.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { isOffline } from "./is-offline.ts";
import { downloadFile, type Download } from "./download-file.ts";
import { findInIndex } from "./find-in-index.ts";
import { readPipSettings } from "./pip-settings.ts";
import type { StepContext } from "./realize-context.ts";
import type { FailedProgram, UvAttempt } from "./realize-failure.ts";
import { failedProgram } from "./run-uv.ts";
import { unpackArchive, unpackWheel } from "./unpack-uv.ts";
import { UV_VERSION, uvWheels, type UvWheel } from "./uv-releases.ts";

type Fetched = Result<Uint8Array, Omit<UvAttempt, "way">>;

/** Puts the program at `target`, whole or not at all. Two at once do no harm. Fails with every way that was tried. */
export const fetchUv = async (
  context: StepContext,
  target: string,
): Promise<Result<void, readonly UvAttempt[]>> => {
  const wheel = uvWheels.find(({ platforms }) => platforms.includes(uvPlatform(context)));
  const attempts: UvAttempt[] = [];
  let isPipOffline = false;
  for (const { way, isPip, fetch } of waysTo(context, wheel)) {
    if (context.signal.aborted) break;
    if (isPip && isPipOffline) continue;
    context.progress(`uv ${UV_VERSION} by ${way}`);
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

/** This machine, as the table of wheels spells it. */
const uvPlatform = ({ host, facts }: StepContext): string => {
  const { platform, arch } = host.machine;
  return platform === "darwin" ? `macos-${arch}` : `${platform}-${arch}-${facts.libc?.kind ?? "glibc"}`;
};

interface Way {
  readonly way: string;
  readonly isPip: boolean;
  readonly fetch: () => Promise<Fetched>;
}

const waysTo = (context: StepContext, wheel: UvWheel | undefined): readonly Way[] => [
  ...context.facts.pythons.map(({ path }) => ({
    way: `\`${path} -m pip\``,
    isPip: true,
    fetch: () => byPip(context, path),
  })),
  ...indexOf(context).flatMap((index) =>
    wheel === undefined
      ? []
      : [{ way: "the package index", isPip: false, fetch: () => fromIndex(context, index, wheel) }],
  ),
  ...(wheel === undefined
    ? []
    : [{ way: "uv's own release", isPip: false, fetch: () => fromRelease(context, wheel) }]),
];

/** pip chooses the wheel that fits its interpreter; it must be one that the table knows. */
const byPip = async (context: StepContext, python: string): Promise<Fetched> => {
  const { host, layout, signal } = context;
  const folder = join(layout.state, "uv", `wheel-${host.machine.pid}`);
  host.files.makeFolder(folder);
  try {
    const options = ["--disable-pip-version-check", "--no-input", "--no-deps", "--only-binary", ":all:"];
    const wanted = `uv==${UV_VERSION}`;
    const argv = [python, "-m", "pip", "download", ...options, "--dest", folder, wanted] as const;
    // `-m` looks for pip in the working folder first: an empty one of ours.
    const ran = await host.run({ argv, cwd: folder, env: ownPythons(host), timeoutMs: 300_000, signal });
    if (ran.kind !== "exited" || ran.code !== 0) return problem("it failed", failedProgram(argv, ran));
    const name = host.files.list(folder)?.find((file) => file.endsWith(".whl"));
    const bytes = name === undefined ? null : host.files.readBytes(join(folder, name));
    if (name === undefined || bytes === null) return problem("it brought no wheel");
    const wheel = uvWheels.find((known) => known.name === name);
    return wheel === undefined
      ? problem(`it brought \`${name}\`, which is not known`)
      : checked(bytes, wheel);
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

const fromIndex = async (context: StepContext, index: string, wheel: UvWheel): Promise<Fetched> => {
  const found = await findInIndex(downloadsOf(context), { index, project: "uv", file: wheel.name });
  if (!found.ok) return problem(found.failure);
  const bytes = await downloadFile({ ...downloadsOf(context), url: found.value, timeoutMs: 300_000 });
  return bytes.ok ? checked(bytes.value, wheel) : problem(bytes.failure);
};

const fromRelease = async (context: StepContext, wheel: UvWheel): Promise<Fetched> => {
  // The variable is that of uv's own installer, for networks with a mirror.
  const base = context.host.env["UV_INSTALLER_GITHUB_BASE_URL"] ?? "https://github.com";
  const url = `${base.replace(/\/+$/, "")}/astral-sh/uv/releases/download/${UV_VERSION}/uv-${wheel.target}.tar.gz`;
  const bytes = await downloadFile({ ...downloadsOf(context), url, timeoutMs: 300_000 });
  if (!bytes.ok) return problem(bytes.failure);
  const program = unpackArchive(bytes.value);
  if (program === null) return problem("the archive cannot be unpacked");
  return sha256(program) === wheel.program
    ? ok(program)
    : problem("the archive holds another uv than expected");
};

const checked = (bytes: Uint8Array, wheel: UvWheel): Fetched => {
  if (sha256(bytes) !== wheel.sha256) return problem(`\`${wheel.name}\` is not the expected file (sha256)`);
  const program = unpackWheel(bytes);
  return program === null ? problem(`\`${wheel.name}\` holds no uv`) : ok(program);
};

const problem = (text: string, program: FailedProgram | null = null): Fetched =>
  fail({ problem: text, program });

/** The index that this machine was told of, for uv or for pip. None is built in. */
const indexOf = ({ host }: StepContext): readonly string[] => {
  const { env } = host;
  const index = env["UV_DEFAULT_INDEX"] ?? env["UV_INDEX_URL"] ?? readPipSettings(host).indexUrl;
  return index === null || index === "" ? [] : [index.replace(/^[A-Za-z0-9_.-]+=(?=https?:)/, "")];
};

const downloadsOf = ({ host, signal }: StepContext): Pick<Download, "host" | "signal"> => ({ host, signal });
