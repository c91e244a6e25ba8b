// Imports modules in a kernel, as a notebook would: what imports beside one may still fail inside. The kernel is one of its
// own, gone when it has answered; no running server is asked, and nobody's notebook is touched.

import { fail, ok, type Result } from "../../base/result.ts";
import type { Host } from "../../host/host.ts";
import type { Layout } from "../../plan/layout.ts";
import { venvPython } from "../../probe/python/environment-state.ts";

export interface KernelCheck {
  /** They have to import. */
  readonly modules: readonly string[];
  /** They have to where they are installed. */
  readonly ifInstalled: readonly string[];
  /** The whole environment of the server that starts the kernels. */
  readonly env: Readonly<Record<string, string>>;
}

export type KernelFailure =
  | { readonly reason: "kernel-dead"; readonly said: readonly string[] }
  | {
      readonly reason: "kernel-import-failed";
      readonly modules: readonly { readonly module: string; readonly error: string }[];
    }
  /** A process that a notebook starts does not work, though the notebook itself does. */
  | { readonly reason: "kernel-children-failed"; readonly said: readonly string[] };

const TIMEOUT_MS = 180_000;

/** Whoever runs it is not in the project's folder: a `json.py` there is for the kernel alone to meet. */
const script = `
import sys
from jupyter_client.manager import start_new_kernel
code, root = sys.argv[1:]
said = []
def hear(message):
    content = message["content"]
    if message["msg_type"] == "stream":
        said.append(content["text"])
    elif message["msg_type"] == "error":
        said.append("\\n".join([*content["traceback"], ""]))
manager, client = start_new_kernel(startup_timeout=90, kernel_name="python3", cwd=root)
try:
    client.execute_interactive(code, timeout=80, allow_stdin=False, store_history=False, output_hook=hear)
finally:
    print("".join(said), flush=True)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
`;

/**
 * Runs in the kernel. A worker is a process of another kind than the kernel: what it inherits has to be enough for it, and
 * must not be too much for a program of the system's own, which \`git\` stands for.
 */
const codeFor = (modules: readonly string[], ifInstalled: readonly string[]): string => `
def jig_check(modules, if_installed):
    import importlib, importlib.util, multiprocessing, os, subprocess, sys
    found = [name for name in if_installed if name not in modules and importlib.util.find_spec(name)]
    for name in modules + found:
        print("jig", "begun", name, sep="\\t", flush=True)
        try:
            importlib.import_module(name)
        except BaseException as error:
            text = str(error).strip().split("\\n")[-1]
            print("jig", "failed", name, type(error).__name__ + (": " + text if text else ""), sep="\\t", flush=True)
            return
    print("jig", "imported", sep="\\t", flush=True)
    imports = "\\n".join("import " + name for name in modules + found)
    worker = multiprocessing.get_context("spawn").Process(target=exec, args=(imports,))
    worker.start()
    worker.join(60)
    if worker.exitcode is None:
        worker.kill()
    elif worker.exitcode != 0:
        print("jig", "worker", worker.exitcode, sep="\\t", flush=True)
    try:
        ran = subprocess.run(["git", "--version"], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
        if ran.returncode != 0:
            print("jig", "program", "git: " + ran.stderr.strip().split("\\n")[-1], sep="\\t", flush=True)
    except (OSError, subprocess.TimeoutExpired):
        pass
    print("jig", "ended", sep="\\t", flush=True)
jig_check(${JSON.stringify(modules)}, ${JSON.stringify(ifInstalled)})
`;

/** Null: nobody waited for it, or it did not come to its end in time, which says nothing. */
export const checkKernel = async (
  { host, layout, signal }: { readonly host: Host; readonly layout: Layout; readonly signal: AbortSignal },
  { modules, ifInstalled, env }: KernelCheck,
): Promise<Result<null, KernelFailure> | null> => {
  const code = codeFor(modules, ifInstalled);
  const argv = [venvPython(layout.venv), "-I", "-c", script, code, layout.root] as const;
  const ran = await host.run({ argv, cwd: layout.state, env, timeoutMs: TIMEOUT_MS, signal });
  if (signal.aborted || (ran.kind === "killed" && ran.timedOut)) return null;
  if (ran.kind === "failed-to-start") return fail({ reason: "kernel-dead", said: [ran.message] });
  const told = ran.stdout
    .split("\n")
    .flatMap((line) => (line.startsWith("jig\t") ? [line.split("\t").slice(1)] : []));
  const said = linesOf(ran.stderr);
  if (told.length === 0)
    return fail({ reason: "kernel-dead", said: said.length > 0 ? said : linesOf(ran.stdout) });
  const failed = told.flatMap(([what, module = "", error = ""]) =>
    what === "failed" ? [{ module, error }] : [],
  );
  if (failed.length > 0) return fail({ reason: "kernel-import-failed", modules: failed });
  const isImported = told.some(([what]) => what === "imported");
  if (!isImported) {
    const module = told.findLast(([what]) => what === "begun")?.[1] ?? "";
    return fail({ reason: "kernel-import-failed", modules: [{ module, error: "the kernel died" }] });
  }
  const children = told.flatMap(([what, how = ""]) =>
    what === "worker"
      ? [`a worker process that imports the same ended with ${how}`]
      : what === "program"
        ? [how]
        : [],
  );
  return children.length > 0 ? fail({ reason: "kernel-children-failed", said: children }) : ok(null);
};

const MOST_LINES = 12;

const linesOf = (text: string): readonly string[] =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-MOST_LINES);
