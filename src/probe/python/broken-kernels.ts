// Jupyter kernels of the user's own whose program is gone: left behind by an environment that was deleted.

import { join } from "node:path";

import { isRecord } from "../../base/is-record.ts";
import type { BrokenKernel } from "../../diagnose/symptoms.ts";
import type { Host } from "../../host/host.ts";
import { listQuietly, readSmallFile } from "../read-small-file.ts";

export const probeBrokenKernels = (host: Host): readonly BrokenKernel[] => {
  const kernels = join(dataFolder(host), "kernels");
  return listQuietly(host.files, kernels).flatMap((name): readonly BrokenKernel[] => {
    const folder = join(kernels, name);
    const program = programOf(readSmallFile(host.files, join(folder, "kernel.json")) ?? "");
    return program === null || isThere(host, program) ? [] : [{ name, folder, program }];
  });
};

/** Where Jupyter keeps what a user has installed for all their projects. */
const dataFolder = ({ env, machine }: Host): string => {
  const named = env["JUPYTER_DATA_DIR"];
  if (named !== undefined && named.startsWith("/")) return named;
  if (machine.platform === "darwin") return join(machine.home, "Library", "Jupyter");
  const data = env["XDG_DATA_HOME"];
  return join(
    data !== undefined && data.startsWith("/") ? data : join(machine.home, ".local", "share"),
    "jupyter",
  );
};

const programOf = (text: string): string | null => {
  try {
    const spec: unknown = JSON.parse(text);
    const words = isRecord(spec) ? spec["argv"] : null;
    const first: unknown = Array.isArray(words) ? words[0] : null;
    return typeof first === "string" && first !== "" ? first : null;
  } catch {
    return null;
  }
};

const isThere = (host: Host, program: string): boolean => {
  if (program.startsWith("/")) return host.files.isExecutable(program);
  // In place of a plain `python` Jupyter takes its own.
  return program.includes("/") || /^python(3(\.\d+)?)?$/.test(program) || host.which(program) !== null;
};
