// What a project's folder brings that runs by itself in other tools, or that looks like jig's own. It opens none of them.

import { join } from "node:path";

import type { BroughtFile } from "../../diagnose/symptoms.ts";
import type { Files } from "../../host/host.ts";
import { unlessRefused } from "../read-small-file.ts";

const KNOWN: readonly BroughtFile[] = [
  // jig's records, token and socket lie in the state and runtime folders, never in a project.
  { file: ".jig", runBy: "imitates" },
  { file: "sitecustomize.py", runBy: "python" },
  { file: "usercustomize.py", runBy: "python" },
  { file: "jupyter_config.py", runBy: "jupyter" },
  { file: "jupyter_lab_config.py", runBy: "jupyter" },
  { file: "jupyter_notebook_config.py", runBy: "jupyter" },
  { file: "jupyter_server_config.py", runBy: "jupyter" },
];

export const probeBroughtFiles = (files: Files, root: string): readonly BroughtFile[] =>
  KNOWN.filter(({ file }) => unlessRefused(() => files.lstat(join(root, file))) !== null);
