import { expect, test } from "bun:test";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { JigEvent } from "../api/events.ts";
import { isAlive, readProcess } from "../host/processes/process-table.ts";
import { realHost } from "../host/real-host.ts";
import { holderOf, turnPath, waitForTurn } from "./wait-for-turn.ts";

const source = (...path: readonly string[]): string => JSON.stringify(join(import.meta.dir, ...path));

/** A jig that is killed while a program of that name, which it shares its turn with, does not end. */
const leaveBehind = async (folder: string, name: string): Promise<{ jig: number; orphan: number }> => {
  const program = join(folder, name);
  writeFileSync(
    program,
    `#!/bin/sh\ntrap "" TERM\necho $$ > ${folder}/pid.new; mv ${folder}/pid.new ${folder}/pid\nwhile :; do sleep 0.1; done\n`,
  );
  chmodSync(program, 0o755);
  const script = `import { lockFile } from ${source("..", "host", "files", "file-lock.ts")};
    import { realHost } from ${source("..", "host", "real-host.ts")};
    const lock = lockFile(${JSON.stringify(join(folder, "realize.lock"))});
    lock.write("\`jig up\` (pid " + process.pid + ")\\n");
    void realHost().run({ argv: [${JSON.stringify(program)}], sharesLock: lock.descriptor });`;
  const holder = Bun.spawn([process.execPath, "-e", script], { stdio: ["ignore", "ignore", "inherit"] });
  while (!existsSync(join(folder, "pid"))) await Bun.sleep(5);
  holder.kill("SIGKILL");
  await holder.exited;
  return { jig: holder.pid, orphan: Number(readFileSync(join(folder, "pid"), "utf8")) };
};

test.each([
  ["nix", true],
  ["uv", false],
])("a %s that a killed jig left behind is named, and ended after a minute: %p", async (name, isEnded) => {
  const folder = mkdtempSync(join(tmpdir(), "jig-turn-"));
  const { jig, orphan } = await leaveBehind(folder, name);
  try {
    const layout = { state: folder };
    const words = `\`${name}\` (pid ${orphan}), left behind by \`jig up\` (pid ${jig})`;
    expect(holderOf(turnPath(layout))).toBe(words);
    const host = realHost();
    const told: string[] = [];
    const stop = new AbortController();
    let seconds = 0;
    const context = {
      host: { ...host, monotonic: () => (seconds += 10) * 1000 },
      layout,
      purpose: "jig sync",
      signal: stop.signal,
      report: (event: JigEvent) => {
        if (event.event === "step-progress") told.push(event.detail);
        if (told.length > 20) stop.abort();
      },
    };
    const turn = await waitForTurn(context, { id: "python", kind: "python" });
    expect(told).toContain(`waiting for ${words}`);
    expect(turn !== null).toBe(isEnded);
    expect(isAlive(readProcess(orphan))).toBe(!isEnded);
    turn?.release();
  } finally {
    if (isAlive(readProcess(orphan))) process.kill(-orphan, "SIGKILL");
    rmSync(folder, { recursive: true });
  }
});
