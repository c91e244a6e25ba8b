// One notebook's outputs, put back from where they were set aside, and where they stay when they have no place any more. It
// removes nothing.

import { dirname } from "node:path";

import type { Files } from "../../host/host.ts";
import { cleanNotebook } from "../../notebooks/clean-notebook.ts";
import { remainsIn } from "../../notebooks/remains.ts";
import { putBackOutputs } from "../../notebooks/put-back-outputs.ts";
import { sayNoNotebook, sayRemains } from "../../show/say-notebooks.ts";

interface One {
  readonly file: string;
  readonly kept: string;
  readonly options: readonly string[];
}

/** What became of it, in words; whether it need not be tried again; and whether all of its outputs are in the file. */
interface Fate {
  readonly said: string;
  readonly isDone: boolean;
  readonly isWhole: boolean;
}

const left = (said: string): Fate => ({ said, isDone: true, isWhole: false });

/** Puts back what fits. Whatever does not, and why, is told, and stays where it was kept. */
export const putBackOne = (files: Files, { file, kept, options }: One): Fate => {
  const now = files.lstat(file)?.kind === "file" ? files.readBytes(file) : null;
  const before = files.readBytes(kept) ?? new Uint8Array();
  if (now === null) return left("it is not here any more");
  const clean = cleanNotebook(now, options);
  // A person resolves it, and then outputs may fit again.
  if (!clean.ok && clean.failure === "merge-conflict")
    return { said: sayNoNotebook(clean.failure), isDone: false, isWhole: false };
  if (!clean.ok) return left("it is no notebook any more");
  const remains = remainsIn(now, options);
  if (remains === "outputs" || remains === "counts")
    return left(`it has ${sayRemains(remains)} of its own now`);
  return putInto(files, { file, options }, { now, before });
};

const putInto = (
  files: Files,
  { file, options }: Omit<One, "kept">,
  { now, before }: { readonly now: Uint8Array; readonly before: Uint8Array },
): Fate => {
  const bare = cleanNotebook(before, options);
  const mode = (files.stat(file)?.mode ?? 0o644) & 0o777;
  if (bare.ok && Buffer.compare(Buffer.from(now), Buffer.from(bare.value)) === 0) {
    files.writeBytes(file, before, mode);
    const what = remainsIn(before, options);
    const said = `${sayRemains(what)} ${what === "metadata" ? "is" : "are"} back`;
    return { said, isDone: true, isWhole: true };
  }
  const back = putBackOutputs(now, before);
  if (!back.ok) return left("it is no notebook any more");
  const { bytes, cells, lost } = back.value;
  if (cells > 0) files.writeBytes(file, bytes, mode);
  const said = `outputs of ${cells} ${cells === 1 ? "cell is" : "cells are"} back`;
  return lost === 0 ? { said, isDone: true, isWhole: true } : left(`${said}, ${lost} changed`);
};

/** A copy to keep. Gives where it lies, from now on: an earlier one of that name stays. */
export const keepFor = (files: Files, kept: string, former: string): string => {
  let target = former;
  for (let at = 2; files.lstat(target) !== null; at += 1)
    target = former.replace(/(?:\.ipynb)?$/, `-${at}.ipynb`);
  files.makeFolder(dirname(target));
  files.writeBytes(target, files.readBytes(kept) ?? new Uint8Array(), 0o600);
  return target;
};
