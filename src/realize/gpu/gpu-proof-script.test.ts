import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { expect, test } from "bun:test";

import { gpuProofScript } from "./gpu-proof-script.ts";

/** What the script says of libraries that are stood in for: by path, their text. */
const say = (modules: Readonly<Record<string, string>>, wish: string): Record<string, unknown> => {
  const folder = mkdtempSync(join(tmpdir(), "jig-proof-"));
  try {
    for (const [path, text] of Object.entries(modules)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const ran = Bun.spawnSync(["python3", "-S", "-c", gpuProofScript, wish], {
      env: { PATH: process.env["PATH"], PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: "1" },
    });
    return JSON.parse(ran.stdout.toString());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** As much of an array as the script needs. */
const ARRAY = `
class Array:
    def __init__(self, fails=None): self.fails = fails
    def __matmul__(self, other):
        if self.fails: raise RuntimeError(self.fails)
        return self
    def __sub__(self, other): return self
    def __abs__(self): return self
    def max(self): return 0.0
    def cpu(self): return self
    def block_until_ready(self): return self
`;

// As torch 2.9 says it on a card that is older than the build is for.
const NO_KERNEL = [
  "CUDA error: no kernel image is available for execution on the device",
  "Search for \\`cudaErrorNoKernelImageForDevice' in https://docs.nvidia.com/cuda/cuda-runtime-api/ for more information.",
  "CUDA kernel errors might be asynchronously reported at some other API call, so the stacktrace below might be incorrect.",
  "For debugging consider passing CUDA_LAUNCH_BLOCKING=1",
  "Compile with \\`TORCH_USE_CUDA_DSA\\` to enable device-side assertions.",
  "",
].join("\\n");

const torch = (fails: string): string => `
from types import SimpleNamespace as N
${ARRAY}
__version__ = "2.9.0+cu130"
Array.to = lambda self, device: Array(${fails})
Generator = lambda: N(manual_seed=lambda seed: None)
rand = lambda *sizes, generator: Array()
version = N(cuda="13.0")
cuda = N(init=lambda: None, is_available=lambda: True, synchronize=lambda: None,
    get_device_properties=lambda at: N(name="NVIDIA L4", total_memory=22 * 2**30))
`;

test("a product on the card is told with its name and memory", () => {
  expect(say({ "torch.py": torch("None") }, "cuda")).toMatchObject({
    library: "torch",
    version: "2.9.0+cu130",
    device: "cuda",
    name: "NVIDIA L4",
    memory: 22_528,
    why: null,
  });
});

test("of an error of many lines the one that says what is wrong is told", () => {
  expect(say({ "torch.py": torch(`"""${NO_KERNEL}"""`) }, "cuda")).toMatchObject({
    device: "cpu",
    why: "RuntimeError: CUDA error: no kernel image is available for execution on the device",
  });
  // As cupy 13 and numpy 2 wrap what the system's loader said.
  const rule = "=".repeat(64);
  const cupy = `raise ImportError("""\n${rule}\nFailed to import CuPy.\n\nIf you installed CuPy via wheels, make sure that the package matches\n\nOriginal error:\n  ImportError: libcuda.so.1: cannot open shared object file: No such file or directory\n${rule}\n""")\n`;
  expect(say({ "cupy.py": cupy, "numpy.py": "" }, "cuda")).toMatchObject({
    library: "cupy",
    ms: null,
    why: "ImportError: libcuda.so.1: cannot open shared object file: No such file or directory",
  });
  const numpy = `raise ImportError("""\n\nIMPORTANT: PLEASE READ THIS FOR ADVICE ON HOW TO SOLVE THIS ISSUE!\n\nOriginal error was: libopenblas.so: cannot open shared object file\n""")\n`;
  expect(say({ "numpy.py": numpy }, "cpu")).toMatchObject({
    why: "ImportError: libopenblas.so: cannot open shared object file",
  });
});

/** As jax 0.10 has it: what goes wrong with its part for CUDA is only logged. */
const jax = (logged: string): Readonly<Record<string, string>> => ({
  "jax/__init__.py": `
import logging
from types import SimpleNamespace as N
from jax.numpy import Array
__version__ = "0.10.2"
def devices(platform=None):
    ${logged}
    return [N(platform="cpu", device_kind="cpu", memory_stats=lambda: None)]
device_put = lambda array, device: Array()
`,
  "jax/numpy.py": `${ARRAY}\nmatmul = lambda a, b, precision: a @ b\n`,
  "numpy.py": `
from types import SimpleNamespace as N
${ARRAY}
random = N(default_rng=lambda seed: N(random=lambda shape, dtype: Array()))
`,
});

test("a jax without a GPU says what its part for CUDA lacks", () => {
  expect(say(jax("pass"), "cuda")).toMatchObject({
    library: "jax",
    device: "cpu",
    why: "this jax sees no GPU: its part for CUDA is not installed (`jax[cuda13]`)",
  });
  const failing = `try: raise RuntimeError("Unable to load CUDA. Is it installed?")
    except RuntimeError: logging.getLogger("jax._src.xla_bridge").exception("Jax plugin configuration error")`;
  expect(say({ ...jax(failing), "jax_cuda13_plugin.py": "" }, "cuda")).toMatchObject({
    why: "this jax sees no GPU: RuntimeError: Unable to load CUDA. Is it installed?",
  });
  expect(say({ ...jax("pass"), "jax_cuda13_plugin.py": "" }, "cuda")).toMatchObject({
    why: "this jax sees no GPU",
  });
});
