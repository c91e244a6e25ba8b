// This machine as it would be with some files edited: a plan can be made for what is not written yet.

import type { FileEdit } from "../../../realize/edit-files.ts";
import type { JigContext } from "../../context.ts";

/** The same context, in which those files read as they are to be. Nothing is written. */
export const withEdits = (context: JigContext, edits: readonly FileEdit[]): JigContext => {
  if (edits.length === 0) return context;
  const { files } = context.host;
  const texts = new Map(edits.map(({ path, after }) => [path, after]));
  const textAt = (path: string): string | undefined => texts.get(files.realPath(path) ?? path);
  return {
    ...context,
    host: {
      ...context.host,
      files: {
        ...files,
        readText: (path) => textAt(path) ?? files.readText(path),
        readBytes: (path) => {
          const text = textAt(path);
          return text === undefined ? files.readBytes(path) : new TextEncoder().encode(text);
        },
      },
    },
  };
};
