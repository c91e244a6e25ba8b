// The Python that computes once, as a text: the first of torch, jax, cupy and numpy that is installed multiplies two
// matrices on the wished device and on the processor, and both results have to agree. It prints one object of JSON.

import { PROOF_SIZE } from "../plan/gpu-proof.ts";

export const gpuProofScript = `
import importlib.util, json, os, sys, time
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

def last_line(error):
    text = str(error).strip().split("\\n")[-1]
    return type(error).__name__ + (": " + text if text else "")

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
    import jax, jax.numpy as jnp
    said["version"] = jax.__version__
    processor = jax.devices("cpu")[0]
    def on(device):
        a = jax.device_put(jax.random.uniform(jax.random.PRNGKey(1), (${PROOF_SIZE}, ${PROOF_SIZE})), device)
        return lambda: jnp.matmul(a, a, precision="highest").block_until_ready()
    def gpu():
        devices = [each for each in jax.devices() if each.platform in ("gpu", "METAL")]
        if not devices:
            return "this jax sees no GPU"
        memory = (devices[0].memory_stats() or {}).get("bytes_limit")
        return dict(run=on(devices[0]), name=devices[0].device_kind, memory=memory and memory // 2**20, host=lambda c: jax.device_put(c, processor))
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
        said["why"] = last_line(error)
    break
out.write(json.dumps(said) + "\\n")
out.flush()
os._exit(0)
`;
