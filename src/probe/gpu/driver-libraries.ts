// Where NVIDIA's driver keeps the libraries that programs open at run time: found by looking, never by a loader's path.
// It reads names and first bytes; it opens no library.

import { join } from "node:path";

import { visible } from "../../host/files/file-error.ts";
import type { Host } from "../../host/host.ts";

/** Where Windows puts the driver for WSL. */
export const WSL_FOLDER = "/usr/lib/wsl/lib";

export interface DriverLibraries {
  /** By absolute path, sorted; empty without a `libcuda.so.1` for this processor. */
  readonly libraries: readonly string[];
  /** A second `libcuda.so.1`, on WSL, that is not Windows' own. */
  readonly strayLibrary: string | null;
}

/** On WSL the libraries are Windows', and any other one stands in their way. `quick` starts no program. */
export const findDriverLibraries = async (
  host: Host,
  { isWsl, quick }: { readonly isWsl: boolean; readonly quick: boolean },
): Promise<DriverLibraries> => {
  const cached = quick ? [] : await cachedFolders(host);
  const usual = [...(isWsl ? [WSL_FOLDER] : []), ...cached, ...foldersOfDriver(host)];
  const own = usual.filter((folder) => isForThisProcessor(host, join(folder, "libcuda.so.1")));
  const [first] = own;
  if (first === undefined) return { libraries: [], strayLibrary: null };
  const real = (folder: string): string | null => host.files.realPath(join(folder, "libcuda.so.1"));
  const stray = isWsl ? own.find((folder) => real(folder)?.startsWith("/usr/lib/wsl/") !== true) : undefined;
  return {
    libraries: (visible(() => host.files.list(first)) ?? [])
      .filter((name) => OF_THE_DRIVER.test(name))
      .map((name) => join(first, name)),
    strayLibrary: stray === undefined || stray === first ? null : join(stray, "libcuda.so.1"),
  };
};

/** What the driver brings and programs open by name. Nothing of a toolkit, of a C library, or for a screen. */
const OF_THE_DRIVER =
  /^lib(?:cuda|cudadebugger|nvcuvid|nvoptix|dxcore|d3d12|d3d12core|nvdxgdmal|nvidia-(?:ml|nvvm\d*|opencl|ptxjitcompiler|gpucomp|encode|opticalflow|ngx|rtcore|allocator|cfg|tileiras))(?:_loader)?\.so(?:\.\d+)*$/;

/** Where they are looked for besides what the system's loader knows, in this order. */
export const foldersOfDriver = (host: Host): readonly string[] => [
  ...usualFolders(host),
  ...namedFolders(host),
];

const usualFolders = ({ machine }: Host): readonly string[] => {
  const arch = machine.arch === "arm64" ? "aarch64" : "x86_64";
  return [
    `/usr/lib/${arch}-linux-gnu`,
    "/usr/lib64",
    "/usr/lib",
    // NixOS; what cloud machines give to containers.
    "/run/opengl-driver/lib",
    "/usr/local/nvidia/lib64",
  ];
};

/** Where somebody told programs to look; our own links from an outer `jig run` are not looked for in themselves. */
const namedFolders = ({ env }: Host): readonly string[] =>
  (env["LD_LIBRARY_PATH"] ?? "")
    .split(":")
    .filter((folder) => folder.startsWith("/") && folder !== env["TRITON_LIBCUDA_PATH"]);

/** The folders in which the system's loader knows a `libcuda.so.1`, in its order: a 32-bit one may stand first. */
const cachedFolders = async (host: Host): Promise<readonly string[]> => {
  const program = ["/sbin/ldconfig", "/usr/sbin/ldconfig"].find((path) => host.files.isExecutable(path));
  if (program === undefined) return [];
  const ran = await host.run({ argv: [program, "-p"], cwd: "/", timeoutMs: 5000 });
  if (ran.kind !== "exited") return [];
  return ran.stdout
    .split("\n")
    .flatMap((line) => /^\s*libcuda\.so\.1 .*=> (\/.+)\/libcuda\.so\.1$/.exec(line)?.[1] ?? []);
};

/** By the first bytes of an ELF file: 64 bits, and this machine's processor. */
const isForThisProcessor = (host: Host, path: string): boolean => {
  const bytes = visible(() => host.files.readStart(path, 20));
  if (bytes === null || bytes.length < 20) return false;
  const isElf = bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
  return isElf && bytes[4] === 2 && bytes[18] === (host.machine.arch === "arm64" ? 183 : 62);
};
