import { afterAll, expect, test } from "bun:test";
import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";

import { lockFile } from "../files/file-lock.ts";
import { isAlive, readProcess } from "./process-table.ts";
import { realHost } from "../real-host.ts";

const folder = fs.realpathSync(fs.mkdtempSync(join(os.tmpdir(), "jig-run-")));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
const host = realHost();
const sh = (script: string): [string, ...string[]] => ["/bin/sh", "-c", script];

test("a program's end is told with its code and both outputs", async () => {
  expect(await host.run({ argv: sh("echo out; echo err >&2; exit 3") })).toEqual({
    kind: "exited",
    code: 3,
    stdout: "out\n",
    stderr: "err\n",
  });
});

test("a program ended by a signal is told by the signal", async () => {
  expect(await host.run({ argv: sh("kill -TERM $$") })).toMatchObject({
    kind: "killed",
    signal: "SIGTERM",
    timedOut: false,
  });
});

test("a program or folder that is not there, or is no program, is a value and not an exception", async () => {
  fs.writeFileSync(join(folder, "noise"), "\x7fELFnot really", { mode: 0o755 });
  expect((await host.run({ argv: ["no-such-program-here"] })).kind).toBe("failed-to-start");
  expect((await host.run({ argv: ["/no/such/program"] })).kind).toBe("failed-to-start");
  expect((await host.run({ argv: ["true"], cwd: join(folder, "missing") })).kind).toBe("failed-to-start");
  expect((await host.run({ argv: [join(folder, "noise")] })).kind).toBe("failed-to-start");
});

test("words reach the program as they are: no shell looks at them", async () => {
  const words = ["$HOME", "a b", "*", ";", "'", '"', "é", ""];
  expect(await host.run({ argv: ["printf", "%s\\n", ...words] })).toMatchObject({
    stdout: words.map((word) => `${word}\n`).join(""),
  });
});

test("the given environment is the whole environment, and its PATH is the one that is searched", async () => {
  fs.writeFileSync(join(folder, "only-here"), "#!/bin/sh\n/usr/bin/env\n", { mode: 0o755 });
  const ran = await host.run({ argv: ["only-here"], env: { PATH: folder, NOTHING: undefined, A: "b" } });
  expect(ran.kind === "exited" ? ran.stdout : ran).toContain("A=b\n");
  expect(ran.kind === "exited" ? ran.stdout : ran).not.toContain("HOME=");
  expect(ran.kind === "exited" ? ran.stdout : ran).not.toContain("NOTHING");
});

test("input is handed over, and a program that does not read it is no trouble", async () => {
  const input = `${"é".repeat(300_000)}\n`;
  expect(await host.run({ argv: ["cat"], input })).toMatchObject({ code: 0, stdout: input });
  expect(await host.run({ argv: ["true"], input })).toMatchObject({ kind: "exited", code: 0 });
});

test("without input a program that reads gets the end at once", async () => {
  expect(await host.run({ argv: ["cat"] })).toMatchObject({ kind: "exited", code: 0, stdout: "" });
});

test("whole lines of the error output are told as they come, the last one without an ending too", async () => {
  const lines: string[] = [];
  await host.run({
    argv: sh("printf 'one\\r\\ntw\\303' >&2; printf '\\251\\n\\nlast' >&2"),
    onStderrLine: (line) => lines.push(line),
  });
  expect(lines).toEqual(["one", "twé", "", "last"]);
});

test("a program whose output does not end is killed with what it started, and fills no memory", async () => {
  const ran = await host.run({ argv: sh("yes & wait"), mostStdout: 100_000, timeoutMs: 60_000 });
  expect(ran).toMatchObject({ kind: "killed", signal: "SIGKILL", timedOut: false });
  expect(ran.kind === "killed" ? ran.stdout.length : 0).toBeLessThanOrEqual(100_000);
});

test("after its time a program is killed, and so is what it started", async () => {
  const ran = await host.run({ argv: sh("sleep 1000 & echo $!; wait"), timeoutMs: 1000 });
  expect(ran).toMatchObject({ kind: "killed", signal: "SIGKILL", timedOut: true });
  const child = ran.kind === "killed" ? Number(ran.stdout) : 0;
  expect(child).toBeGreaterThan(1);
  const deadline = performance.now() + 5000;
  while (isAlive(readProcess(child)) && performance.now() < deadline) await Bun.sleep(1);
  expect(isAlive(readProcess(child))).toBe(false);
});

test("an abort ends the program's group, and one that came before starts nothing", async () => {
  const control = new AbortController();
  const running = host.run({
    argv: sh("echo up >&2; sleep 1000"),
    signal: control.signal,
    onStderrLine: () => control.abort(),
  });
  expect(await running).toMatchObject({ kind: "killed", signal: "SIGKILL", timedOut: false });
  const marker = join(folder, "was-started");
  expect(await host.run({ argv: ["touch", marker], signal: control.signal })).toMatchObject({
    kind: "killed",
  });
  expect(fs.existsSync(marker)).toBe(false);
});

test("a program that leaves something behind with its output open does not hold the answer for ever", async () => {
  const ran = await host.run({ argv: sh("sleep 1000 & echo $!") });
  expect(ran).toMatchObject({ kind: "exited", code: 0 });
  process.kill(Number(ran.kind === "exited" ? ran.stdout : 0), "SIGKILL");
});

test("a lock that is shared with a program stays locked until both are gone", async () => {
  const path = join(folder, "shared.lock");
  const script = `import { lockFile } from ${JSON.stringify(join(import.meta.dir, "../files/file-lock.ts"))};
    import { realHost } from ${JSON.stringify(join(import.meta.dir, "../real-host.ts"))};
    const lock = lockFile(${JSON.stringify(path)});
    void realHost().run({ argv: ["/bin/sh", "-c", "echo $$ >${join(folder, "orphan")}; exec sleep 1000"], sharesLock: lock.descriptor });`;
  const holder = Bun.spawn([process.execPath, "-e", script], { stdio: ["ignore", "ignore", "inherit"] });
  const pid = await until(() => Number(host.files.readText(join(folder, "orphan")) ?? "0") || null);
  holder.kill("SIGKILL");
  await holder.exited;
  expect(lockFile(path)).toBeNull();
  process.kill(pid, "SIGKILL");
  const lock = await until(() => lockFile(path));
  lock.release();
});

/** Asks every few milliseconds until there is an answer. */
const until = async <Value>(look: () => Value | null): Promise<Value> => {
  for (;;) {
    const value = look();
    if (value !== null) return value;
    await Bun.sleep(5);
  }
};

test("of a flood of errors the end is kept, and a line without an end comes in pieces", async () => {
  let longest = 0;
  const flood = "head -c 50000000 /dev/zero | tr '\\0' x >&2; echo >&2; echo the end >&2";
  const ran = await host.run({
    argv: sh(flood),
    onStderrLine: (line) => (longest = Math.max(longest, line.length)),
  });
  const stderr = ran.kind === "exited" ? ran.stderr : "";
  expect(stderr).toEndWith("x\nthe end\n");
  expect([stderr.length < 3_000_000, longest < 3_000_000]).toEqual([true, true]);
});
