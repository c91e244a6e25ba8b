// Fetches the pinned uv: as a wheel, or as the archive of uv's release. Each is checked before it is unpacked; a file that is
// not the expected one is never run.

import { sha256 } from "../../base/digest.ts";
import { ok, type Result } from "../../base/result.ts";
import { downloadFile } from "../indexes/download-file.ts";
import { downloadsOf, fetchFirst, problem, waysToWheel, type Fetched } from "../indexes/fetch-wheel.ts";
import type { StepContext } from "../realize-context.ts";
import type { UvAttempt } from "../realize-failure.ts";
import { unpackArchive } from "./unpack-uv.ts";
import { wheelHere } from "../indexes/wheel-here.ts";
import { UV_VERSION, uvWheels, type UvWheel } from "./uv-releases.ts";

/** Puts the program at `target`, whole or not at all. Two at once do no harm. Fails with every way that was tried. */
export const fetchUv = (
  context: StepContext,
  target: string,
): Promise<Result<void, readonly UvAttempt[]>> => {
  const wheel = wheelHere(context, uvWheels);
  const release = { way: "uv's own release", isPip: false };
  const ways = [
    ...waysToWheel(context, { project: "uv", version: UV_VERSION, wheels: uvWheels }),
    ...(wheel === undefined ? [] : [{ ...release, fetch: () => fromRelease(context, wheel) }]),
  ];
  return fetchFirst(context, ways, { target, what: `uv ${UV_VERSION}` });
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
