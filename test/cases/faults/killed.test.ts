import { expect, test } from "bun:test";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describeService } from "../../rig/describe-service.ts";
import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { servePackageIndex } from "../../rig/package-index.ts";
import { processesOf } from "../../rig/processes.ts";
import { randomMoments } from "../../rig/random-moments.ts";
import { waitFor } from "../../rig/wait-for.ts";

const describe = (version: string): string =>
  `[python]\nversion = "3.11"\npackages = ["alder==${version}", "birch"]\nimport-check = ["alder", "birch"]\n\n` +
  describeService("web", { run: ["sleep", "1000"] });

/** What a round begins with: nothing, the other version of a package, or an environment with a hole in it. */
const beginnings = ["nothing", "other version", "missing file"] as const;

const endings = ["SIGKILL", "Ctrl-C", "closed terminal"] as const;

/** Fifty in all; more with `JIG_TEST_ROUNDS`. */
const ROUNDS = Number(process.env["JIG_TEST_ROUNDS"] ?? 25);

test.each(["sync", "up"])(
  "`%s` killed, interrupted or hung up at any moment is completed by the next one, and nothing is left at work",
  async (command) => {
    await using index = await servePackageIndex();
    await using rig = await openIndexedRig(index, { description: describe("1.0") });
    rig.write("notebooks/mine.ipynb", "my work");
    writeFileSync(join(rig.home, ".bashrc"), "# mine\n");
    const begun = performance.now();
    expectOutcome(await rig.jig(command), { stdout: anything, stderr: anything });
    const duration = performance.now() - begun;
    const moments = randomMoments();
    console.log(`JIG_TEST_SEED=${moments.seed}`);
    for (let round = 1; round <= ROUNDS; round += 1) {
      const version = round % 2 === 0 ? "1.0" : "2.0";
      const beginning = beginnings[Math.floor(moments.next(3))] ?? "nothing";
      const ending = endings[Math.floor(moments.next(3))] ?? "SIGKILL";
      const moment = moments.next(duration);
      const at = `seed ${moments.seed}, round ${round}: ${beginning}, ${ending} after ${moment} ms`;
      if (beginning === "nothing") {
        for (const made of [".venv", "jig.lock"])
          rmSync(join(rig.root, made), { recursive: true, force: true });
      }
      if (beginning === "missing file") {
        rmSync(join(rig.root, ".venv/lib/python3.11/site-packages/birch.py"), { force: true });
      }
      rig.write("jig.toml", describe(version));

      const broken = rig.start({ terminal: ending !== "SIGKILL" }, command);
      const isOver = await Promise.race([Bun.sleep(moment).then(() => false), broken.ended.then(() => true)]);
      if (!isOver && ending === "SIGKILL") broken.kill("SIGKILL");
      if (!isOver && ending === "Ctrl-C") broken.type("\u0003");
      if (!isOver && ending === "closed terminal") broken.hangUp();
      await broken.ended;

      const next = await rig.jigWith({ timeoutMs: 30_000 }, command);
      expect(next.code, `${at}\n${next.stdout}${next.stderr}`).toBe(0);
      const print = "import alder, birch; print(alder.version, birch.version)";
      const ran = await rig.jig("run", "--", "python", "-c", print);
      expect(ran, at).toEqual({ code: 0, stdout: `${version} 2.0\n`, stderr: "" });
      expect(readdirSync(rig.root).toSorted(), at).toEqual([".venv", "jig.lock", "jig.toml", "notebooks"]);
      expect(rig.read("notebooks/mine.ipynb"), at).toBe("my work");
      expect(readFileSync(join(rig.home, ".bashrc"), "utf8"), at).toBe("# mine\n");
      if (command === "up") {
        expect((await rig.serviceStatus("web")).state, at).toBe("ready");
        expectOutcome(await rig.jig("down"), { stdout: anything, stderr: anything });
      }
      await waitFor("everything to end", () => processesOf(rig.base).length === 0, { explain: () => at });
    }
  },
  120_000,
);
