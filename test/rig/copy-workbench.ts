// The example workbench as a clone has it, in a rig's project.

import { cpSync } from "node:fs";
import { join } from "node:path";

import { repository } from "./paths.ts";
import { freePort } from "./ports.ts";
import type { Rig } from "./rig.ts";

/** Copies what git knows of it, with a port of the web app's own so that other workbenches may run. */
export const copyWorkbench = async (rig: Rig): Promise<void> => {
  const listed = Bun.spawnSync(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "."], {
    cwd: join(repository, "examples", "workbench"),
  });
  for (const file of listed.stdout
    .toString()
    .split("\0")
    .filter((name) => name !== "")) {
    cpSync(join(repository, "examples", "workbench", file), join(rig.root, file));
  }
  const port = await freePort();
  const description = rig.read("jig.toml").replace("port = 5001", `port = ${port}`);
  // Where whoever runs the tests has Ollama, they need not have half a gigabyte of it pulled.
  rig.write("jig.toml", description.replace('models = ["qwen3:0.6b"]', "models = []"));
};
