// Writes down in `jig.lock` which models these are, so that a later one of the same name is noticed. A lock
// that cannot be read, is read-only or a link, stays as it is: that is told elsewhere.

import { ok } from "../../base/result.ts";
import type { Host } from "../../host/host.ts";
import { isReadOnly } from "../../host/is-read-only.ts";
import type { Layout } from "../../plan/layout.ts";
import type { LockedModel } from "../../plan/lock.ts";
import { parseLock } from "../../plan/parse-lock.ts";
import { printLock } from "../../plan/print-lock.ts";
import { EMPTY_LOCK } from "../../plan/python-lock.ts";

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
  const known = new Map((lock.value.models ?? []).map(({ name, digest }) => [name, digest]));
  const news = models.filter(
    ({ name, digest }) => /^[0-9a-f]{64}$/.test(digest) && known.get(name) !== digest,
  );
  if (news.length === 0) return [];
  for (const { name, digest } of news) known.set(name, digest);
  const all = [...known].map(([name, digest]) => ({ name, digest }));
  files.editText(layout.lock, printLock({ ...lock.value, models: all }));
  return news.map(({ name }) => name);
};

/** Why the lock cannot have pins, for people, with what helps; null when it can. */
export const whyNotPinned = ({ files }: Pick<Host, "files">, layout: Layout): string | null => {
  if (files.lstat(layout.lock)?.kind === "symlink") return "`jig.lock` is a link";
  if (isReadOnly(files, layout.lock)) return "`jig.lock` is read-only (`chmod u+w jig.lock`)";
  const text = files.readText(layout.lock);
  return text === null || parseLock(text).ok
    ? null
    : "`jig.lock` cannot be read; `jig lock` mends it, or says what is wrong with it";
};
