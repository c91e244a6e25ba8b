// The program `ollama` that a test puts on PATH where the real one would not do what it wants: a server with one model,
// which it loads as a recorded log says. `page` in its home makes it answer with a page; with `slow` it writes down there
// where it is to listen, and does not.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { serveFakeOllama } from "./fake-ollama.ts";
import { repository } from "./paths.ts";
import type { Rig } from "./rig.ts";

/** The digest of the model's file in the recorded log. */
const FILE = "79b48d7e13b7697e9a38d577f8fb63515da7294a6483fb8a3b5919e936307f51";

/** Puts it on the rig's PATH. @param version as it says it */
export const installOwnOllama = (rig: Rig, version = "0.9.6"): void => {
  rig.program("ollama", `#!/bin/sh\nexec '${process.execPath}' '${import.meta.path}' ${version}\n`);
};

const serve = (version: string): void => {
  const { OLLAMA_HOST: host = "", HOME: home = "" } = process.env;
  if (existsSync(join(home, "slow"))) {
    writeFileSync(join(home, "slow"), host);
    setInterval(() => {}, 1000);
    return;
  }
  const server = serveFakeOllama(version, undefined, Number(host.split(":").at(-1)));
  server.models.set("tiny:latest", "a1".repeat(32));
  server.answer("/api/show", () =>
    Response.json({ modelfile: `# x\nFROM /home/me/.ollama/models/blobs/sha256-${FILE}\n` }),
  );
  server.answer("/api/generate", () => {
    // It sees a card, and has nothing to use it with.
    const log = readFileSync(join(repository, "test", "fixtures", "ollama", "load-on-cpu.log"), "utf8");
    process.stderr.write(log.replace("library=cpu", "library=cuda"));
    return Response.json({ done: true });
  });
  if (existsSync(join(home, "page")))
    server.answer("/api/version", () => new Response("<html>", { headers: { "content-type": "text/html" } }));
  process.on("SIGTERM", () => process.exit(0));
};

if (import.meta.main) serve(process.argv[2] ?? "");
