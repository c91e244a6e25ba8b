#!/usr/bin/env bun
// Where jig starts. What must be quick is decided here, before anything big is loaded; everything else is `run-jig.ts`.

import process from "node:process";

const words = process.argv.slice(2);

switch (words[0]) {
  case "--version":
  case "-v": {
    const { JIG_VERSION } = await import("../base/version.ts");
    const { channelFor } = await import("./streams.ts");
    channelFor(1, process.env).write(`jig ${JIG_VERSION}\n`);
    break;
  }
  case "__supervise": {
    // Not for people: the same executable is its own supervisor, so there is one file to install.
    const { superviseProject } = await import("./supervise-project.ts");
    await superviseProject(words.slice(1));
    break;
  }
  default: {
    const { runJig } = await import("./run-jig.ts");
    await runJig(words);
  }
}
