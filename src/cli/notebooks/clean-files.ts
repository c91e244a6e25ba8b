// `jig notebooks clean FILE…`: takes outputs out of the files themselves, or of standard input. What is no notebook stays.

import { cleanNotebook } from "../../notebooks/clean-notebook.ts";
import { sayNextStep, sayNoNotebook } from "../../show/say-notebooks.ts";
import { visibleText } from "../../show/text/visible-text.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { stopFor } from "../answer/stop.ts";
import { tellStop, type JigContext } from "../context.ts";
import { readInput, writeOutput } from "./filter-stream.ts";
import { findNotebooks, nameFrom } from "./find-notebooks.ts";

/** @param from where relative paths count from */
export const cleanFiles = (
  context: JigContext,
  words: readonly string[],
  { options, from }: { readonly options: readonly string[]; readonly from: string },
): void => {
  if (words.length === 0) {
    const message = "which notebooks? Their outputs would be gone";
    const hint = "`jig notebooks clean FILE...`, or `.` for all below here, or `-` for standard input";
    return tellStop(context, stopFor(exitCodes.usage, { code: "usage", message, hint }));
  }
  if (words.length === 1 && words[0] === "-") return cleanInput(context, options);
  const { files } = context.host;
  const found = findNotebooks(context.host, words, from);
  if (!found.ok) return tellStop(context, found.failure);
  for (const path of found.value) {
    const name = visibleText(nameFrom(from, path));
    const bytes = files.readBytes(path) ?? new Uint8Array();
    const cleaned = cleanNotebook(bytes, options);
    if (!cleaned.ok) {
      context.setExitCode(exitCodes.failed);
      context.note(
        `${name} stays as it is: ${sayNoNotebook(cleaned.failure)}; ${sayNextStep(cleaned.failure)}`,
      );
    } else if (cleaned.value !== bytes) {
      const target = files.realPath(path) ?? path;
      files.writeBytes(target, cleaned.value, (files.stat(target)?.mode ?? 0o644) & 0o777);
      context.out.write(`cleaned ${name}\n`);
    }
  }
};

const cleanInput = (context: JigContext, options: readonly string[]): void => {
  const bytes = readInput();
  const cleaned = cleanNotebook(bytes, options);
  writeOutput(cleaned.ok ? cleaned.value : bytes);
  if (cleaned.ok) return;
  context.setExitCode(exitCodes.failed);
  context.note(`standard input passed as it is: ${sayNoNotebook(cleaned.failure)}`);
};
