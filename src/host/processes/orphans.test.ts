import { expect, test } from "bun:test";

import { waitFor } from "../../../test/rig/wait-for.ts";
import { readProcess } from "./process-table.ts";

const CODE = `
const { createReaper } = await import(${JSON.stringify(`${import.meta.dir}/orphans.ts`)});
const reaper = createReaper();
setInterval(() => reaper.look(), 20);
// The shell in the middle ends at once, and its child is an orphan. In the background it has no input but by
// another descriptor, and nobody may wait for its output.
const ran = Bun.spawnSync(["sh", "-c", "exec 3<&0; sh -c 'read -r line' <&3 3<&- >/dev/null 2>&1 & echo $!"], { stdin: "inherit", stdout: "pipe" });
console.log(ran.stdout.toString().trim());
const own = Bun.spawn(["sh", "-c", "exit 7"]);
console.log("own", await own.exited);
`;

test.skipIf(process.platform !== "linux")(
  "an orphan is taken when it ends, and own children are left alone",
  async () => {
    const child = Bun.spawn([process.execPath, "-e", CODE], { stdin: "pipe", stdout: "pipe" });
    try {
      let said = "";
      const decoder = new TextDecoder();
      for await (const chunk of child.stdout) {
        said += decoder.decode(chunk, { stream: true });
        if (said.includes("own")) break;
      }
      expect(said).toMatch(/^\d+\nown 7\n/);
      const orphan = Number(said.split("\n", 1)[0]);
      expect(readProcess(orphan)?.ppid).toBe(child.pid);
      void child.stdin.write("\n");
      await child.stdin.end();
      await waitFor("the orphan to be gone from the process table", () => readProcess(orphan) === null);
    } finally {
      child.kill("SIGKILL");
      await child.exited;
    }
  },
);
