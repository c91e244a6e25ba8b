// Writes down in `jig.lock` which models these are, so that a later one of the same name is noticed. A lock
// that cannot be read, is read-only or a link, stays as it is: that is told elsewhere.

import { ok } from "../../base/result.ts";
import { modelKey } from "../../describe/tables/model-name.ts";
import type { Host } from "../../host/host.ts";
import { isReadOnly } from "../../host/files/is-read-only.ts";
import type { Layout } from "../../plan/layout.ts";
import type { LockedModel } from "../../plan/lock/lock.ts";
import { parseLock } from "../../plan/lock/parse-lock.ts";
import { printLock } from "../../plan/lock/print-lock.ts";
import { EMPTY_LOCK } from "../../plan/lock/python-lock.ts";

/** The names that are pinned now and were not, or not so, before. One whose digest is none is not pinned. */
export const pinModels = (
  { files }: Pick<Host, "files">,
  layout: Layout,
  models: readonly LockedModel[],
): readonly string[] => {
  if (files.lstat(layout.lock)?.kind === "symlink" || isReadOnly(files, layout.lock)) return [];
  const text = files.readText(layout.lock);
  const lock = text === null ? ok(EMPTY_LOCK) : parseLock(text);
  if (!lock.ok) return [];
  const news = newsAmong(models, lock.value.models);
  if (news.length === 0) return [];
  // One model in two spellings is one.
  const all = [...byKey([...(lock.value.models ?? []), ...news]).values()];
  files.editText(layout.lock, printLock({ ...lock.value, models: all }));
  return news.map(({ name }) => name);
};

/** Those that the lock does not have, or has otherwise. */
const newsAmong = (
  models: readonly LockedModel[],
  pinned: readonly LockedModel[] = [],
): readonly LockedModel[] => {
  const known = byKey(pinned);
  return models.filter(
    ({ name, digest }) => /^[0-9a-f]{64}$/.test(digest) && known.get(modelKey(name))?.digest !== digest,
  );
};

/** However each is spelled; the last one counts. */
const byKey = (models: readonly LockedModel[]): ReadonlyMap<string, LockedModel> =>
  new Map(models.map((model) => [modelKey(model.name), model]));

/**
 * That a model is not the one that the lock had, for people; null when it is, or the lock had none.
 * @param former as the lock had it. @param isPinned whether the lock has the new one by now
 */
export const sayAnother = (digest: string, former: string | null, isPinned: boolean): string | null => {
  if (former === null || former === digest) return null;
  const [names, end] = isPinned ? ["named", ": pinned in jig.lock"] : ["names", ""];
  const now = digest === "" ? "without a digest" : digest.slice(0, 12);
  return `another one (${now}) than jig.lock ${names} (${former.slice(0, 12)})${end}`;
};

/** Why the lock cannot have the pins of these, for people, with what helps; null when it can, or has them. */
export const whyNotPinned = (
  { files }: Pick<Host, "files">,
  layout: Layout,
  models: readonly LockedModel[],
): string | null => {
  const text = files.readText(layout.lock);
  const lock = text === null ? ok(EMPTY_LOCK) : parseLock(text);
  if (lock.ok && newsAmong(models, lock.value.models).length === 0) return null;
  if (files.lstat(layout.lock)?.kind === "symlink") return "`jig.lock` is a link";
  if (isReadOnly(files, layout.lock)) return "`jig.lock` is read-only (`chmod u+w jig.lock`)";
  return lock.ok ? null : "`jig.lock` cannot be read; `jig lock` mends it, or says what is wrong with it";
};
