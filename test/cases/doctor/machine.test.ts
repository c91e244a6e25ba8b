import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { openIndex } from "../../rig/answering-index.ts";
import { expectOutcome } from "../../rig/outcome.ts";
import { freePort } from "../../rig/ports.ts";
import { openRig, type Rig } from "../../rig/rig.ts";

/** Writes a file below the rig's home. */
const writeHome = (rig: Rig, path: string, text: string): void => {
  const whole = join(rig.home, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
};

const FINE = "✓ nothing stops `jig up` on this machine\n";

test("without a project `doctor` is about the machine, and leaves nothing behind", async () => {
  await using index = await openIndex();
  await using rig = await openRig({ env: index.env });
  expectOutcome(await rig.jig("doctor"), {
    stdout: [
      /^this machine\n/,
      /^ {2}system {2}\S/m,
      /^ {2}Python {2}.*3\.\d+/m,
      /^ {2}index .* answers$/m,
      FINE,
    ],
  });
  expect(index.asked()).toEqual(["HEAD /simple/pip/"]);
  for (const folder of [rig.home, rig.state, rig.runtime, rig.root]) expect(readdirSync(folder)).toEqual([]);
});

test("a script gets one object, with the findings by id", async () => {
  await using index = await openIndex();
  await using rig = await openRig({ env: { ...index.env, TMPDIR: "/nowhere/at/all" } });
  const { code, stdout, stderr } = await rig.jig("doctor", "--json");
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout.trimEnd()).not.toContain("\n");
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    ok: true,
    project: null,
    machine: { platform: expect.stringMatching(/^(linux|macos)-/), indexes: [{ outcome: "answers" }] },
    findings: [
      { id: "no-temporary-folder", harm: "hinders", place: null, detail: [] },
      { id: "no-description", harm: "note", fix: "`jig init` proposes one for this folder" },
    ],
  });
});

test("lines of conda, pyenv and nvm, and a broken kernel, are noted with their places", async () => {
  await using index = await openIndex();
  await using rig = await openRig({ env: index.env });
  writeHome(rig, ".bashrc", "alias ll='ls -l'\n# >>> conda initialize >>>\n# <<< conda initialize <<<\n");
  writeHome(rig, ".zshrc", 'eval "$(pyenv init - zsh)"\n. ~/miniconda3/etc/profile.d/conda.sh\n');
  writeHome(rig, ".config/fish/config.fish", "set -x NVM_DIR ~/.nvm\nbass source ~/.nvm/nvm.sh\n");
  writeHome(rig, ".local/share/jupyter/kernels/old/kernel.json", '{"argv": ["/gone/bin/python", "-m", "x"]}');
  expectOutcome(await rig.jig("doctor"), {
    stdout: [
      "note: conda sets up every new terminal\n --> ~/.bashrc:2\n  │ also ~/.zshrc:2\nhint: ",
      "note: pyenv sets up every new terminal\n --> ~/.zshrc:1\nhint: ",
      "note: nvm sets up every new terminal\n --> ~/.config/fish/config.fish:2\nhint: ",
      "the Jupyter kernel `old` of your own cannot start: there is no `/gone/bin/python`\nhint: remove it: `rm -r ",
      FINE,
    ],
  });
});

test("an index that hangs costs less than three seconds, and stops `up`", async () => {
  await using index = await openIndex("silent");
  await using rig = await openRig({ env: index.env });
  const began = performance.now();
  expectOutcome(await rig.jig("doctor"), {
    code: 1,
    stdout: [
      /^error: the package index `127\.0\.0\.1:\d+` does not answer\nhint: /m,
      "✗ one thing stops `jig up`\n",
    ],
  });
  expect(performance.now() - began).toBeLessThan(3000);
});

test("a proxy where nobody listens is named, and its password is not", async () => {
  const port = await freePort();
  const HTTPS_PROXY = `http://me:secret@127.0.0.1:${port}`;
  await using rig = await openRig({
    env: {
      UV_DEFAULT_INDEX: "https://packages.invalid/simple",
      HTTPS_PROXY,
      https_proxy: "",
      NO_PROXY: "",
      no_proxy: "",
    },
  });
  const told = await rig.jig("doctor");
  expectOutcome(told, {
    code: 1,
    stdout: [`error: the proxy \`127.0.0.1:${port}\` refuses connections\nhint: set \`HTTPS_PROXY\``],
  });
  expect(told.stdout + (await rig.jig("doctor", "--json")).stdout).not.toContain("secret");
});

test("a clock that is a day off is told", async () => {
  await using index = await openIndex(86_400_000);
  await using rig = await openRig({ env: index.env });
  expectOutcome(await rig.jig("doctor"), {
    stdout: ["warning: this machine's clock is 24 hours behind\nhint: set it: ", FINE],
  });
});

test("a folder that is not there is a wrong command line", async () => {
  await using rig = await openRig();
  expectOutcome(await rig.jig("doctor", "-C", "nowhere"), { code: 2, stderr: /^error: there is no folder/ });
});

test("a disk that is full or read-only in every way does not keep `doctor` from answering", async () => {
  await using index = await openIndex();
  const nowhere = "/proc/jig";
  await using rig = await openRig({
    env: {
      ...index.env,
      JIG_STATE_DIR: nowhere,
      JIG_CACHE_DIR: nowhere,
      JIG_RUNTIME_DIR: nowhere,
      HOME: nowhere,
    },
  });
  const { code, stdout, stderr } = await rig.jig("doctor", "--json");
  expect([code, stderr]).toEqual([JSON.parse(stdout).ok === true ? 0 : 1, ""]);
});
