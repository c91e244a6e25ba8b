// The keys of `[notebooks]` and of its `clean`, for editors and for the reference. It reads no description.

import { flag, tableOf, text, texts, YES_NO, type DescribedTable, type JsonSchema } from "./described-key.ts";

const inside: JsonSchema = {
  ...text,
  not: {
    pattern: String.raw`^[/~\\]|^[A-Za-z]:[/\\]|(^|[/\\])(\.\.|\.[gG][iI][tT])([/\\]|$)|^(\.?[/\\])*\.[vV][eE][nN][vV]([/\\]|$)|^\.?$|/$`,
  },
};

const option = (about: string) => ({
  takes: YES_NO,
  about,
  schema: { ...flag, default: false },
});

export const cleanKeys: DescribedTable<"clean"> = {
  "remove-empty-cells": option("Take cells without any text out."),
  "remove-all-notebook-metadata": option("Take the notebook's metadata out, the kernel's name too."),
  "preserve-cell-metadata": {
    takes: '`true`, or a list of names: `["tags", "slideshow"]`',
    about: "Keep the metadata of cells: all of it, or these fields.",
    schema: { anyOf: [flag, texts] },
  },
  "preserve-cell-outputs": option("Keep outputs, without their execution counts."),
  "preserve-execution-counts": option("Keep execution counts."),
  "preserve-notebook-metadata": option("Keep the language's version in the notebook's metadata."),
};

export const notebooksKeys: DescribedTable<"notebooks"> = {
  clean: {
    takes: "`true`, `false` or a table",
    about:
      "Have git leave outputs and execution counts out of what it stages: `jig up` sets nb-clean's filter, with the options in the table.",
    schema: { anyOf: [flag, tableOf(cleanKeys)] },
  },
  "copy-once": {
    takes: 'a table: `{ "FROM" = "TO" }`',
    about: "Files that are copied where they are absent, and never overwritten.",
    schema: { type: "object", patternProperties: { "": inside }, additionalProperties: false },
  },
};
