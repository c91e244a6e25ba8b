import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";

import { develop, writeFlake } from "../../rig/flake-project.ts";
import { hasNix } from "../../rig/nix.ts";
import { notebookText, openNotebookRepository } from "../../rig/notebook-repository.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";

test.skipIf(!hasNix)(
  "the emitted flake sets git's filter once, and git works when nb-clean is gone",
  async () => {
    await using repository = await openNotebookRepository(
      "clean = { preserve-execution-counts = true }",
      "bench",
    );
    const { rig, git, put, staged } = repository;
    rig.write("jig.toml", `${rig.read("jig.toml")}[python]\nversion = "3.11"\npackages = ["six"]\n`);
    expectOutcome(await rig.jig("lock"), { stdout: anything, stderr: anything });
    await writeFlake(rig);
    rig.write(".gitignore", ".venv/\n");
    git("add", ".");
    for (let entered = 0; entered < 2; entered += 1) {
      const { code, stderr } = await develop(rig, { timeoutMs: 120_000 }, "true");
      expect(code, stderr).toBe(0);
      expect(stderr).not.toContain("error");
    }
    expect(rig.read(".git/info/attributes").match(/\*\.ipynb" filter=nb-clean\n/g)?.length).toBe(1);
    put("my notes/a.ipynb", notebookText({ source: "1", printed: "one\n" }));
    expect(git("add", "my notes")).toMatchObject({ code: 0, stderr: "" });
    const clean = notebookText({ source: "1" }).replace('"execution_count": null', '"execution_count": 1');
    expect(staged("my notes/a.ipynb").toString()).toBe(clean);

    rmSync(join(rig.root, ".venv"), { recursive: true });
    put("b.ipynb", notebookText({ source: "2", printed: "two\n" }));
    expect(git("add", "b.ipynb")).toMatchObject({
      code: 0,
      stderr: "b.ipynb: goes into git as it is: there is no .venv/bin/nb-clean\n",
    });
    expect(staged("b.ipynb").toString()).toContain("two");
  },
);
