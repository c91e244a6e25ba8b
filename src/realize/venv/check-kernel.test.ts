import { expect, test } from "bun:test";

import { fakeHost } from "../../host/fake-host.ts";
import type { Ran } from "../../host/host.ts";
import { layoutAt } from "../../host/layout.ts";
import { checkKernel } from "./check-kernel.ts";

const check = async (ran: Ran | string, signal = new AbortController().signal) => {
  const host = fakeHost({ programs: { "/bench/.venv/bin/python": ran } });
  const layout = layoutAt(host, {
    root: "/bench",
    file: "jig.toml",
    state: "/state/projects/bench-0123456789ab",
  });
  return checkKernel({ host, layout, signal }, { modules: ["numpy"], ifInstalled: ["zmq"], env: {} });
};

const ended = (stdout: string, stderr = ""): Ran => ({ kind: "exited", code: 1, stdout, stderr });
const imported = "jig\tbegun\tnumpy\njig\timported\n";

test("a kernel in which all imports is well, whatever the modules print", async () => {
  expect(await check(`hello\n${imported}noise\njig\tended\n`)).toEqual({ ok: true, value: null });
});

test("what fails in a kernel is told by module, by what it starts, or as a kernel that is none", async () => {
  expect(await check("jig\tbegun\tnumpy\njig\tfailed\tnumpy\tImportError: no libz.so\n")).toMatchObject({
    failure: {
      reason: "kernel-import-failed",
      modules: [{ module: "numpy", error: "ImportError: no libz.so" }],
    },
  });
  expect(await check(ended("jig\tbegun\tnumpy\n", "RuntimeError: Kernel died\n"))).toMatchObject({
    failure: { reason: "kernel-import-failed", modules: [{ module: "numpy", error: "the kernel died" }] },
  });
  expect(await check(`${imported}jig\tworker\t-11\njig\tprogram\tgit: bad libc\njig\tended\n`)).toMatchObject(
    {
      failure: {
        reason: "kernel-children-failed",
        said: ["a worker process that imports the same ended with -11", "git: bad libc"],
      },
    },
  );
  expect(await check(ended("", "Traceback\n\nModuleNotFoundError: jupyter_client\n"))).toMatchObject({
    failure: { reason: "kernel-dead", said: ["Traceback", "ModuleNotFoundError: jupyter_client"] },
  });
});

test("one that takes too long, or that nobody waits for, says nothing", async () => {
  const killed = { kind: "killed", signal: "SIGKILL", timedOut: true, stdout: "", stderr: "" } as const;
  expect(await check(killed)).toBeNull();
  expect(await check(imported, AbortSignal.abort())).toBeNull();
});
