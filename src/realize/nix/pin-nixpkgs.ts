// The lock of a project without Python: the revision of nixpkgs' branch is pinned in it, and what else it holds stays.

import { fail, ok, type Result } from "../../base/result.ts";
import { isReadOnly } from "../../host/files/is-read-only.ts";
import { printLock } from "../../plan/lock/print-lock.ts";
import type { Lock } from "../../plan/lock/lock.ts";
import type { NixpkgsStep } from "../../plan/step.ts";
import { EMPTY_LOCK } from "../../plan/lock/python-lock.ts";
import { keepEdits, makeEdits } from "../edit-files.ts";
import { lockNixpkgs } from "./lock-nixpkgs.ts";
import type { Applied, StepContext } from "../realize-context.ts";
import type { RealizeFailure } from "../realize-failure.ts";

/** It is no failure when nobody can be reached for the revision: then nothing is written. */
export const pinNixpkgs = async (
  context: StepContext,
  step: NixpkgsStep,
): Promise<Result<Applied, RealizeFailure>> => {
  const { host, layout, lock: former } = context;
  const pinned = await lockNixpkgs(context, { nixpkgs: step }, former);
  if (!pinned.ok) return pinned;
  const { nixpkgs } = pinned.value;
  if (nixpkgs === undefined) return ok({ title: "nixpkgs unpinned", memory: {} });
  const lock: Lock = { ...(former ?? EMPTY_LOCK), nixpkgs };
  const edit = { path: layout.lock, before: host.files.readText(layout.lock), after: printLock(lock) };
  if (edit.before !== edit.after) {
    if (isReadOnly(host.files, layout.lock)) return fail({ reason: "lock-read-only" });
    if (!makeEdits(host, layout, [edit])) return fail({ reason: "edited-meanwhile" });
    keepEdits(host, layout);
  }
  return ok({ title: `nixpkgs at ${nixpkgs.revision.slice(0, 12)}`, memory: {}, lock });
};
