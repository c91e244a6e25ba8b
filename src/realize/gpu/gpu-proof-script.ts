// The Python that computes once, as a text: the first of torch, jax, cupy and numpy that is installed multiplies two
// matrices on the wished device and on the processor, and both results have to agree. It prints one object of JSON.

import { PROOF_SIZE } from "../../plan/gpu/gpu-proof.ts";

export const gpuProofScript = `
import importlib.util, json, logging, os, re, sys, time
out = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace")
os.dup2(2, 1)
wish = sys.argv[1]
said = dict(library=None, version=None, device="cpu", name=None, memory=None, ms=None, cpuMs=None, why=None)

def best(product):
    product()
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        product()
        times.append((time.perf_counter() - begun) * 1000)
    return round(min(times), 3)

def gist(error):
    # What wraps an error tells it last, under this heading; all else begins with what is wrong and goes on with advice.
    wrapped = re.search(r"Original error(?: was)?:\\s*(?:\\w+: )?(.+)", str(error))
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = wrapped.group(1).strip() if wrapped else lines[0] if lines else ""
    return type(error).__name__ + (": " + text if text else "")

def driver_memory():
    # In MiB, by the driver itself: jax tells only what it has taken for itself.
    import ctypes
    try:
        cuda = ctypes.CDLL("libcuda.so.1")
        device, size = ctypes.c_int(), ctypes.c_size_t()
        wrong = cuda.cuInit(0) or cuda.cuDeviceGet(ctypes.byref(device), 0) or cuda.cuDeviceTotalMem_v2(ctypes.byref(size), device)
        return None if wrong else size.value // 2**20
    except (OSError, AttributeError):
        return None

class Heard(logging.Handler):
    def __init__(self):
        super().__init__()
        self.errors = []
    def emit(self, record):
        if record.exc_info and record.exc_info[1] is not None:
            self.errors.append(record.exc_info[1])

def with_torch():
    import torch
    said["version"] = torch.__version__
    a = torch.rand(${PROOF_SIZE}, ${PROOF_SIZE}, generator=torch.Generator().manual_seed(1))
    cpu = lambda: a @ a
    def on(device, wait):
        b = a.to(device)
        def product():
            c = b @ b
            wait()
            return c
        return product
    def gpu():
        if wish == "mps":
            if not torch.backends.mps.is_available():
                return "MPS is not available to this torch"
            return dict(run=on("mps", torch.mps.synchronize), name="Apple GPU", host=lambda c: c.cpu())
        if torch.version.cuda is None:
            return "this torch is built without CUDA"
        torch.cuda.init()
        if not torch.cuda.is_available():
            return "torch.cuda.is_available() is False"
        seen = torch.cuda.get_device_properties(0)
        return dict(run=on("cuda", torch.cuda.synchronize), name=seen.name, memory=seen.total_memory // 2**20, host=lambda c: c.cpu())
    return cpu, gpu

def with_jax():
    # It would take most of the card's memory, which others may be using.
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    import jax, jax.numpy as jnp, numpy
    said["version"] = jax.__version__
    # Why its part for CUDA does not come up is logged, and nothing else.
    heard = Heard()
    logging.getLogger("jax").addHandler(heard)
    processor = jax.devices("cpu")[0]
    def on(device):
        a = jax.device_put(numpy.random.default_rng(1).random((${PROOF_SIZE}, ${PROOF_SIZE}), dtype="float32"), device)
        return lambda: jnp.matmul(a, a, precision="highest").block_until_ready()
    def gpu():
        devices = [each for each in jax.devices() if each.platform in ("gpu", "METAL")]
        if not devices:
            if heard.errors:
                return "this jax sees no GPU: " + gist(heard.errors[0])
            parts = ("jax_cuda12_plugin", "jax_cuda13_plugin")
            is_lacking = wish == "cuda" and all(importlib.util.find_spec(part) is None for part in parts)
            return "this jax sees no GPU" + (": its part for CUDA is not installed (\`jax[cuda13]\`)" if is_lacking else "")
        return dict(run=on(devices[0]), name=devices[0].device_kind, memory=driver_memory(), host=lambda c: jax.device_put(c, processor))
    return on(processor), gpu

def with_cupy():
    import cupy, numpy
    said["version"] = cupy.__version__
    a = numpy.random.default_rng(1).random((${PROOF_SIZE}, ${PROOF_SIZE}), dtype="float32")
    def gpu():
        seen = cupy.cuda.runtime.getDeviceProperties(0)
        b = cupy.asarray(a)
        def product():
            c = b @ b
            cupy.cuda.runtime.deviceSynchronize()
            return c
        return dict(run=product, name=seen["name"].decode(), memory=seen["totalGlobalMem"] // 2**20, host=cupy.asnumpy)
    return (lambda: a @ a), gpu

def with_numpy():
    import numpy
    said["version"] = numpy.__version__
    a = numpy.random.default_rng(1).random((${PROOF_SIZE}, ${PROOF_SIZE}), dtype="float32")
    return (lambda: a @ a), (lambda: "numpy computes on the processor alone")

for name, prepare in (("torch", with_torch), ("jax", with_jax), ("cupy", with_cupy), ("numpy", with_numpy)):
    if importlib.util.find_spec(name) is None:
        continue
    said["library"] = name
    try:
        cpu, gpu = prepare()
        cpu_ms = best(cpu)
        said["ms"] = cpu_ms
        if wish != "cpu":
            found = gpu()
            if isinstance(found, str):
                said["why"] = found
            else:
                ms = best(found["run"])
                difference = float(abs(found["host"](found["run"]()) - cpu()).max())
                if difference > 0.05 * ${PROOF_SIZE}:
                    said["why"] = "its result is wrong by %g" % difference
                else:
                    said.update(device=wish, name=found["name"], memory=found.get("memory"), ms=ms, cpuMs=cpu_ms)
    except BaseException as error:
        said["why"] = gist(error)
    break
out.write(json.dumps(said) + "\\n")
out.flush()
os._exit(0)
`;
