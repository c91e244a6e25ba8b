// The project's `.venv` as it is: whose, alive, of which Python. By files alone, its interpreter is not started.

import type { Host } from "../../host/host.ts";
import type { Layout } from "../../plan/layout.ts";
import type { VenvFact } from "../../plan/facts.ts";
import { isAlive, isJigsVenv, isOurVenv, stampOf, venvPython, venvVersion } from "./environment-state.ts";
import { hasTrackedFiles } from "../project/tracked-files.ts";

/**
 * What the folder at `layout.venv` is. One that jig made for another project (a copy or a move brought it here) is
 * `dead`: its files name paths that are not here.
 */
export const probeVenv = (host: Host, layout: Layout): VenvFact => {
  const { files } = host;
  const found = files.lstat(layout.venv);
  if (found === null) return { kind: "absent" };
  if (found.kind === "symlink") return { kind: "symlink" };
  if (!isJigsVenv(files, layout.venv, layout)) return { kind: "foreign" };
  if (hasTrackedFiles(host, layout.venv)) return { kind: "tracked" };
  const python = files.realPath(venvPython(layout.venv));
  const version = venvVersion(files, layout.venv);
  const stamp = stampOf(files, layout.venv);
  const isWhole = python !== null && version !== null && stamp !== null && isAlive(files, layout.venv);
  return isWhole && isOurVenv(files, layout.venv, layout)
    ? { kind: "ours", python: { path: python, version }, stamp }
    : { kind: "dead" };
};
