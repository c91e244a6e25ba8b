// The keys of `[python]`, for editors and for the reference. It reads no description.

import { file, flag, texts, YES_NO, type DescribedTable } from "./described-key.ts";
import { TIME_OF_PUBLISHING } from "../tables/time-of-publishing.ts";

export const pythonKeys: DescribedTable<"python"> = {
  version: {
    takes: '`"3.11"` or `"3.11.7"`',
    about: "Which Python; needed. `jig.lock` keeps the full version.",
    schema: {
      type: "string",
      pattern: String.raw`^3\.(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2}))?$`,
      examples: ["3.11", "3.12", "3.13"],
    },
  },
  exact: {
    takes: YES_NO,
    about:
      "Insist on the full version in `jig.lock`. Otherwise a Python 3.11.2 will do where the lock says 3.11.7.",
    schema: { ...flag, default: false },
  },
  build: {
    takes: '`"allow"` or `"never"`',
    about:
      "Whether a package without a wheel for a platform may be built from its source archive there. With `never` wheels alone are locked and installed.",
    schema: { enum: ["allow", "never"], default: "allow" },
  },
  "exclude-newer": {
    takes: '`"14 days"`, `"2 weeks"`, or a day: `"2026-01-31"`',
    about:
      "Choose no release that is younger, or was published after that day. It counts when `jig.lock` is made.",
    schema: { type: "string", pattern: TIME_OF_PUBLISHING.source, examples: ["14 days"] },
  },
  requirements: {
    takes: "a file, or a list of files",
    about:
      "Requirements files as pip reads them, relative to this file; `pyproject.toml`: what its `[project]` depends on; `uv.lock` or `pylock.toml`: as it is.",
    schema: { anyOf: [file, { type: "array", items: file }] },
  },
  groups: {
    takes: "a name, or a list of names",
    about: "`[dependency-groups]` of the `pyproject.toml` beside this file.",
    schema: { anyOf: [{ type: "string" }, texts] },
  },
  packages: {
    takes: "a list of requirements",
    about: 'Packages, each written as for pip: `"numpy>=1.26"`.',
    schema: texts,
  },
  "import-check": {
    takes: "a list of modules",
    about: "Modules that must import before a service starts: what stands after `import`.",
    schema: {
      type: "array",
      items: { type: "string", pattern: String.raw`^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$` },
    },
  },
};
