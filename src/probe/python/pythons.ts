// The Python interpreters of this machine that could carry an environment. Each is started once in its life, to say its
// version. Interpreters of environments, of the project itself and scripts in their place are passed over.

import { dirname, join, sep } from "node:path";

import { visible } from "../../host/files/file-error.ts";
import { pathFolders } from "../../host/processes/find-program.ts";
import type { Host } from "../../host/host.ts";
import type { PythonFact } from "../../plan/facts.ts";
import type { Layout } from "../../plan/layout.ts";
import { askVersion, type Asking } from "../tools/tool-versions.ts";

/** Those that fit this machine (CPython, 64 bits, its processor, a final version), in the order of PATH, then of places. */
export const probePythons = async (asking: Asking, layout: Layout): Promise<readonly PythonFact[]> => {
  const found = await Promise.all(
    findPythons(asking.host, layout).map(async (path): Promise<PythonFact | null> => {
      const version = await askPython(asking, path);
      return version === null ? null : { path, version };
    }),
  );
  return found.filter((python) => python !== null);
};

/** Real paths of everything that looks like an interpreter, without repeats. Starts nothing. */
export const findPythons = (host: Host, layout: Pick<Layout, "root">): readonly string[] => {
  const found = new Set<string>();
  for (const folder of pythonFolders(host)) {
    // What of PATH is closed to this user is passed over, as a shell does.
    const inEnvironment = visible(() => host.files.stat(join(dirname(folder), "pyvenv.cfg"))) !== null;
    if (isInside(folder, layout.root) || inEnvironment) continue;
    for (const name of visible(() => host.files.list(folder)) ?? []) {
      if (!/^python(3(\.\d+)?)?$/.test(name)) continue;
      const real = visible(() => host.files.realPath(join(folder, name)));
      if (real !== null && !found.has(real) && isProgram(host, real)) found.add(real);
    }
  }
  return [...found];
};

const pythonFolders = (host: Host): ReadonlySet<string> => {
  const { env, machine } = host;
  const pyenv = env["PYENV_ROOT"] ?? join(machine.home, ".pyenv");
  const data = env["XDG_DATA_HOME"] ?? join(machine.home, ".local", "share");
  const managed = env["UV_PYTHON_INSTALL_DIR"] ?? join(data, "uv", "python");
  return new Set([
    ...pathFolders(env["PATH"]),
    "/usr/local/bin",
    "/usr/bin",
    ...(machine.platform === "darwin" ? ["/opt/homebrew/bin"] : []),
    ...binFolders(host, join(pyenv, "versions")),
    ...binFolders(host, managed),
  ]);
};

const binFolders = (host: Host, folder: string): readonly string[] =>
  (visible(() => host.files.list(folder)) ?? []).map((name) => join(folder, name, "bin"));

const isInside = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);

/** pyenv, conda and asdf put scripts in an interpreter's place: what they start depends on the folder one is in. */
const isProgram = (host: Host, path: string): boolean => {
  const stat = visible(() => host.files.stat(path));
  if (stat?.kind !== "file" || !host.files.isExecutable(path)) return false;
  const isSmall = stat.size < 256 * 1024;
  const [first, second] = (isSmall ? visible(() => host.files.readBytes(path)) : null) ?? [];
  return !(first === HASH && second === BANG);
};

const HASH = 0x23;
const BANG = 0x21;

const askPython = (asking: Asking, path: string): Promise<string | null> =>
  askVersion(asking, {
    path,
    args: ["-I", "-S", "-c", questions],
    read: (stdout) => fittingVersion(stdout, asking.host.machine.arch),
  });

const questions =
  "import sys,struct,os;print('%d.%d.%d'%sys.version_info[:3],sys.version_info[3]," +
  "sys.implementation.name,struct.calcsize('P')*8,os.uname()[4],sys.abiflags or '-')";

const fittingVersion = (answer: string, arch: string): string | null => {
  const [version, level, implementation, bits, machine, flags] = answer.trim().split(" ");
  const fits =
    level === "final" &&
    implementation === "cpython" &&
    bits === "64" &&
    (["aarch64", "arm64"].includes(machine ?? "") ? "arm64" : "x64") === arch &&
    // Wheels of the free-threaded build are other wheels.
    !(flags ?? "").includes("t");
  return fits && version !== undefined ? version : null;
};
