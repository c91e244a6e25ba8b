import { expect, test } from "bun:test";
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";

import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { anything, expectOutcome } from "../../rig/outcome.ts";
import { packageIn } from "../../rig/package-in-folder.ts";
import { servePackageIndex } from "../../rig/package-index.ts";
import { randomMoments } from "../../rig/random-moments.ts";
import type { Rig } from "../../rig/rig.ts";
import { waitFor } from "../../rig/wait-for.ts";

const description = `# our bench
[python]
version = "3.11"
packages = [
  "birch==1.0", # the newer one is broken
]
`;

const versionsIn = (rig: Rig): readonly string[] =>
  [...rig.read("jig.lock").matchAll(/^name = "(\w+)"\nversion = "([^"]+)"/gm)].map(
    ([, name, version]) => `${name} ${version}`,
  );

test("`add` and `remove` edit the list, lock the smallest difference and install it", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expectOutcome(await rig.jig("add", "alder", "cedar<2"), {
    stdout: [
      "✓ alder added to jig.toml:6\n",
      "✓ cedar<2 added to jig.toml:7\n",
      /✓ Python 3\.11\.\d+, 4 packages\n$/,
    ],
    stderr: ["jig.lock: 4 packages, + alder 2.0, + cedar 1.0"],
  });
  expect(rig.read("jig.toml")).toBe(description.replace("broken\n]", 'broken\n  "alder",\n  "cedar<2",\n]'));
  expect(versionsIn(rig)).toEqual(["alder 2.0", "birch 1.0", "cedar 1.0", "pip 2.0"]);
  const print = "import alder, birch, cedar; print(alder.version, birch.version, cedar.version)";
  expectOutcome(await rig.jig("run", "--", "python", "-c", print), { stdout: "2.0 1.0 1.0\n" });

  // What is there stays, with its comment; another version is written where the former one stands.
  expectOutcome(await rig.jig("add", "Birch"), { stdout: ["birch==1.0 is there already: jig.toml:5"] });
  const changed = await rig.jig("add", "birch==2.0", "--json");
  expectOutcome(changed, { stdout: anything });
  const last = JSON.parse(changed.stdout.trim().split("\n").at(-1) ?? "");
  expect(last).toMatchObject({
    event: "summary",
    ok: true,
    changes: [{ kind: "changed", requirement: "birch==2.0", place: { file: "jig.toml", line: 5 } }],
  });
  expect(rig.read("jig.toml")).toContain('  "birch==2.0", # the newer one is broken\n');

  expectOutcome(await rig.jig("remove", "alder", "birch"), {
    stdout: ["✓ alder taken out of jig.toml:6\n"],
    stderr: ["- alder, - birch", "2 packages removed: alder, birch"],
  });
  expect(rig.read("jig.toml")).toBe(
    '# our bench\n[python]\nversion = "3.11"\npackages = [\n  "cedar<2",\n]\n',
  );
  expectOutcome(await rig.jig("remove", "alder"), {
    code: 2,
    stderr: ["error: the project does not ask for `alder`\n", "hint: "],
  });
  expect(readdirSync(rig.root).toSorted()).toEqual([".venv", "jig.lock", "jig.toml"]);
});

test("a requirements file is edited where it is, with its comments, order, line endings and mode", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, {
    description: '[python]\nversion = "3.11"\nrequirements = ["requirements.txt"]\n',
  });
  rig.write("real/names.txt", "\uFEFF# head\r\nalder==1.0\r\n# of the c\r\ncedar\r\n-r more.txt");
  rig.write("real/more.txt", "Birch ; sys_platform != 'win32'\n");
  chmodSync(join(rig.root, "real/names.txt"), 0o640);
  symlinkSync("real/names.txt", join(rig.root, "requirements.txt"));
  rig.write("more.txt", rig.read("real/more.txt"));
  // Another name of the same file, and, where this may be arranged, another owner.
  const names = join(rig.root, "real/names.txt");
  linkSync(names, join(rig.base, "same.txt"));
  if (process.getuid?.() === 0) chownSync(names, 1234, 1235);
  const owner = (): readonly number[] => [statSync(names).uid, statSync(names).gid];
  const owned = owner();
  expectOutcome(await rig.jig("add", "pip==1.0"), { stdout: anything, stderr: anything });
  expect(readFileSync(join(rig.base, "same.txt"), "utf8")).toContain("cedar\r\n-r more.txt\r\npip==1.0\r\n");
  expect(owner()).toEqual(owned);
  linkSync(join(rig.root, "jig.lock"), join(rig.base, "same.lock"));
  chmodSync(join(rig.root, "jig.lock"), 0o664);
  expect(rig.read("real/names.txt")).toBe(
    "\uFEFF# head\r\nalder==1.0\r\n# of the c\r\ncedar\r\n-r more.txt\r\npip==1.0\r\n",
  );
  expect(lstatSync(join(rig.root, "requirements.txt")).isSymbolicLink()).toBe(true);
  expect(statSync(join(rig.root, "real/names.txt")).mode & 0o777).toBe(0o640);
  expectOutcome(await rig.jig("remove", "birch"), { stdout: ["more.txt:1"], stderr: anything });
  expect(rig.read("more.txt")).toBe("");
  expect(readFileSync(join(rig.base, "same.lock"), "utf8")).toBe(rig.read("jig.lock"));
  expect(statSync(join(rig.root, "jig.lock")).mode & 0o777).toBe(0o664);
});

test("when nothing can be locked or installed, every file is as it was and says so", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const before = [rig.read("jig.toml"), rig.read("jig.lock")];
  const unchanged = () => {
    expect([rig.read("jig.toml"), rig.read("jig.lock")]).toEqual(before);
    expect(readdirSync(rig.root).toSorted()).toEqual([".venv", "jig.lock", "jig.toml"]);
  };
  const nothing = "nothing was changed: the project's files and jig.lock are as they were\n";
  expectOutcome(await rig.jig("add", "alder", "nowhere"), {
    code: 1,
    // No line of a file as it is now has it.
    stderr: ["error: there is no package `nowhere` in the package index\nhint: ", nothing],
  });
  unchanged();
  expectOutcome(await rig.jig("add", "birch==9"), { code: 1, stderr: ["birch", nothing] });
  unchanged();
  // It is found and cannot be fetched: the lock is made, and taken back.
  index.misbehave((response, { wheel }) => {
    if (wheel === null) return false;
    response.writeHead(500).end();
    return true;
  });
  expectOutcome(await rig.jig("add", "alder"), { code: 1, stderr: ["error: ", nothing] });
  unchanged();
  index.misbehave(null);
  expectOutcome(await rig.jig("sync", "--locked"), { stdout: /2 packages/, stderr: anything });
  for (const [words, message] of [
    [["add"], "`jig add` needs the name of a package"],
    [["add", "alder=1"], "`alder=1` is not a requirement"],
    [["remove"], "`jig remove` needs the name of a package"],
  ] as const) {
    expectOutcome(await rig.jig(...words), { code: 2, stderr: [message, "hint: "] });
  }
  rig.write("jig.toml", "# nothing\n");
  expectOutcome(await rig.jig("add", "alder"), { code: 2, stderr: ["has no `[python]`", "hint: "] });
});

test("what was installed before a failure or Ctrl-C goes again, and what stood in its place comes back", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  packageIn(join(rig.root, "bad"), "bad", { atBuild: 'raise SystemExit("it cannot be built")' });
  const reached = join(rig.base, "reached");
  const hangs = `open(${JSON.stringify(reached)}, "w").close(); import time; time.sleep(1000)`;
  packageIn(join(rig.root, "slow"), "slow", { atBuild: hangs });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const before = [rig.read("jig.toml"), rig.read("jig.lock")];
  const putBack = "nothing was changed: the project's files and jig.lock are as they were\n";
  const isAsBefore = async () => {
    expect([rig.read("jig.toml"), rig.read("jig.lock")]).toEqual(before);
    expectOutcome(await rig.jig("sync", "--check"), { stdout: "✓ .venv is as jig.lock says: 2 packages\n" });
    expectOutcome(await rig.jig("run", "--", "python", "-c", "import birch; print(birch.version)"), {
      stdout: "1.0\n",
    });
  };
  expectOutcome(await rig.jig("add", "bad @ ./bad", "cedar", "birch==2.0"), {
    code: 1,
    stderr: ["error: `bad` could not be", putBack],
  });
  await isAsBefore();

  const interrupted = rig.start({ terminal: true }, "add", "slow @ ./slow", "cedar", "birch==2.0");
  await waitFor("the build to begin", () => existsSync(reached), { explain: interrupted.stdout });
  expect(existsSync(join(rig.root, ".venv/lib/python3.11/site-packages/cedar.py"))).toBe(true);
  interrupted.type("\u0003");
  const { code, stdout } = await interrupted.ended;
  expect([code, stdout.replaceAll("\r", "")]).toEqual([130, expect.stringContaining(putBack)]);
  await isAsBefore();

  // What the cache does not have any more cannot be put back, and that is said.
  const uv = rig.env["JIG_UV"] ?? "uv";
  expect((await rig.jig("run", "--", uv, "cache", "clean", "birch")).code).toBe(0);
  expectOutcome(await rig.jig("add", "bad @ ./bad", "cedar", "birch==2.0"), {
    code: 1,
    stderr: [
      "the project's files and jig.lock are as they were; .venv is not: `jig sync` puts its packages back\n",
    ],
  });
  expect([rig.read("jig.toml"), rig.read("jig.lock")]).toEqual(before);
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  await isAsBefore();
}, 60_000);

test("what jig.local.toml adds is this machine's: `add` leaves it, and `remove` takes it out", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  rig.write("jig.local.toml", '[python]\npackages = ["alder"]\n');
  expectOutcome(await rig.jig("sync"), { stdout: /\+local/, stderr: anything });
  expectOutcome(await rig.jig("add", "alder==1.0"), { stdout: ["added to jig.toml:6"], stderr: anything });
  expect(rig.read("jig.local.toml")).toContain("alder");
  expectOutcome(await rig.jig("remove", "alder"), {
    stdout: ["jig.toml:6", "jig.local.toml:2"],
    stderr: anything,
  });
  expect(rig.read("jig.toml")).toBe(description);
  expect(rig.read("jig.local.toml")).toBe("[python]\npackages = []\n");
  expect(versionsIn(rig)).toEqual(["birch 1.0", "pip 2.0"]);
});

test("`--offline` asks no index: what uv has is used, and what it lacks is told", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, {
    description,
    // An index with a name and a password, as it is given by variables: neither address nor password is written down.
    env: { UV_INDEX: `inner=${index.url.replace("//", "//ada:secret@")}` },
  });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  expect(rig.read("jig.lock")).toContain('index = "inner"');
  expect(rig.read("jig.lock")).not.toMatch(/secret|127\.0\.0\.1/);
  rmSync(join(rig.root, ".venv"), { recursive: true });
  const asked = index.asked.length;
  expectOutcome(await rig.jig("sync", "--offline"), { stdout: /2 packages/, stderr: anything });
  expectOutcome(await rig.jig("add", "--offline", "alder"), {
    code: 1,
    stderr: ["error: uv is to stay offline, and its cache does not have `alder`", "nothing was changed"],
  });
  const cold = { env: { UV_CACHE_DIR: join(rig.base, "cold cache") } };
  rmSync(join(rig.root, ".venv"), { recursive: true });
  const refused = await rig.jigWith(cold, "up", "--offline");
  expectOutcome(refused, {
    code: 1,
    stdout: anything,
    stderr: /its cache does not have `(?:birch|pip)`\n[^]*hint: run it once/,
  });
  expect(refused.stderr).not.toContain("HTTPS_PROXY");
  expect(index.asked.length).toBe(asked);
});

test("two `add` at once both arrive", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { description });
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const both = await Promise.all([rig.jig("add", "alder"), rig.jig("add", "cedar")]);
  for (const { code, stderr } of both) expect([code, stderr]).toEqual([0, expect.anything()]);
  expectOutcome(await rig.jig("sync", "--locked"), { stdout: /4 packages/, stderr: anything });
  expect(versionsIn(rig)).toEqual(["alder 2.0", "birch 1.0", "cedar 2.0", "pip 2.0"]);
});

/** More with `JIG_TEST_ROUNDS`. */
const ROUNDS = Number(process.env["JIG_TEST_ROUNDS"] ?? 12);

test("killed at any moment, `add` has changed all of the files or none, and the next command goes on from there", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, {
    description: '[python]\nversion = "3.11"\nrequirements = ["r.txt", "s.txt"]\n',
  });
  const files = { "r.txt": "alder==1.0\n", "s.txt": "birch==1.0\n" };
  for (const [name, text] of Object.entries(files)) rig.write(name, text);
  // One that has another name is written where it is.
  linkSync(join(rig.root, "s.txt"), join(rig.base, "same.txt"));
  const begun = performance.now();
  expectOutcome(await rig.jig("sync"), { stdout: anything, stderr: anything });
  const duration = performance.now() - begun;
  const before = rig.read("jig.lock");
  const moments = randomMoments();
  console.log(`JIG_TEST_SEED=${moments.seed}`);
  for (let round = 1; round <= ROUNDS; round += 1) {
    const moment = moments.next(duration);
    const at = `seed ${moments.seed}, round ${round}: after ${moment} ms`;
    const killed = rig.start({}, "add", "alder==2.0", "birch==2.0", "cedar");
    const isOver = await Promise.race([Bun.sleep(moment).then(() => false), killed.ended.then(() => true)]);
    if (!isOver) killed.kill("SIGKILL");
    await killed.ended;
    expect((await rig.jig("sync")).code, at).toBe(0);
    const isDone = rig.read("r.txt") === "alder==2.0\ncedar\n";
    expect([rig.read("r.txt"), rig.read("s.txt")], at).toEqual(
      isDone ? ["alder==2.0\ncedar\n", "birch==2.0\n"] : [files["r.txt"], files["s.txt"]],
    );
    expect(versionsIn(rig), at).toEqual(
      isDone ? ["alder 2.0", "birch 2.0", "cedar 2.0", "pip 2.0"] : ["alder 1.0", "birch 1.0", "pip 2.0"],
    );
    const left = readdirSync(rig.root).filter((name) => name.endsWith(".tmp"));
    expect(left, at).toEqual([]);
    expect(existsSync(join(rig.root, ".venv")), at).toBe(true);
    for (const [name, text] of Object.entries(files)) rig.write(name, text);
    rig.write("jig.lock", before);
  }
}, 120_000);
