#!/usr/bin/env bun
// Where jig starts. What must be quick is decided here, before anything big is loaded; everything else is `run-jig.ts`.

import process from "node:process";

const words = process.argv.slice(2);
const [first] = words;

if (first === "--version" || first === "-v") {
  const { JIG_VERSION } = await import("../base/version.ts");
  const { channelFor } = await import("./answer/streams.ts");
  const { ownOrigin, sayOrigin } = await import("./installation/origin.ts");
  channelFor(1, process.env).write(`jig ${JIG_VERSION} (${sayOrigin(ownOrigin())})\n`);
} else if (first === "__supervise") {
  // Not for people: the same executable is its own supervisor, so there is one file to install.
  const { superviseProject } = await import("./supervise-project.ts");
  await superviseProject(words.slice(1));
} else {
  if (first === "run") {
    const { runAtOnce } = await import("./fast/run-at-once.ts");
    runAtOnce(words.slice(1));
    // Still here: there is something to do or to say first.
  }
  let isSupervisorOnItsWay = false;
  if (first === "up") {
    const { startEarly } = await import("./fast/start-early.ts");
    isSupervisorOnItsWay = startEarly(words.slice(1));
  }
  const { runJig } = await import("./run-jig.ts");
  await runJig(words, isSupervisorOnItsWay);
}
