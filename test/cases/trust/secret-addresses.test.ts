import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { servePackageIndex } from "../../rig/package-index.ts";
import type { Rig } from "../../rig/rig.ts";

const SECRET = "s3cr3t";

const filesWith = (folder: string, word: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
        const path = join(entry.parentPath, entry.name);
        return entry.isFile() && readFileSync(path).includes(word) ? [path] : [];
      })
    : [];

const commitAll = (rig: Rig): void => {
  const user = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
  for (const args of [
    ["init", "-q"],
    ["add", "--all"],
    ["commit", "-qm", "one"],
  ])
    Bun.spawnSync(["git", ...user, ...args], { cwd: rig.root, env: rig.env });
};

test("an address with a password or a token is refused, and is neither shown nor written anywhere", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index, { env: { TOKEN: SECRET } });
  const { host, origin } = new URL(index.url);
  const file = "files/cedar-2.0-py3-none-any.whl";
  const texts = [
    `cedar @ http://ada:${SECRET}@${host}/${file}`,
    `cedar @ ${origin}/${file}?token=${SECRET}`,
    `cedar @ ${origin}/${file}?a=b&access_token=${SECRET}`,
    `cedar @ ${origin}/${file}?token=\${TOKEN}`,
    `cedar @ git+https://ada:${SECRET}@${host}/cedar.git@v1`,
    `cedar @ ${origin}/${file}?tok=${SECRET}`,
    `cedar @ http://${SECRET}@${host}/${file}`,
    `cedar @ git+http://${SECRET}@${host}/cedar.git`,
  ];
  const told: string[] = [];
  for (const text of texts) {
    rig.write("r.txt", `birch==1.0\n${text}\nbirch==2.0\n`);
    rig.write("jig.toml", '[python]\nversion = "3.11"\nrequirements = "r.txt"\n');
    const ran = [await rig.jig("lock"), await rig.jig("plan", "--json"), await rig.jig("id")];
    rig.write("jig.toml", `[python]\nversion = "3.11"\npackages = ["birch", ${JSON.stringify(text)}]\n`);
    ran.push(await rig.jig("lock", "--json"), await rig.jig("sync"));
    rig.write("jig.toml", '[python]\nversion = "3.11"\npackages = ["birch"]\n');
    ran.push(await rig.jig("add", text));
    for (const { code, stdout, stderr } of ran) {
      expect([code, stderr + stdout]).toEqual([
        2,
        expect.stringMatching(/in it, and (?:`jig.lock` is for|what that holds)/),
      ]);
      told.push(stdout, stderr);
    }
    expect(rig.read("jig.toml")).not.toContain("cedar");
  }
  expect(told.join("\n")).not.toContain(SECRET);
  expect(told.join("\n")).toContain("~/.netrc");
  expect(filesWith(rig.state, SECRET)).toEqual([]);
  expect(existsSync(join(rig.root, "jig.lock"))).toBe(false);
}, 60_000);

test("what `jig diff` and `jig plan --json` show, an option's line and a proposal have no password in them", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index);
  const { host } = new URL(index.url);
  rig.write("jig.toml", '[python]\nversion = "3.11"\n');
  commitAll(rig);
  rig.write(
    "jig.toml",
    `[python]\nversion = "3.11"\n[env]\nU = "http://u:${SECRET}@h/"\n[services.a]\nrun = "sleep 1"\nenv = { V = "http://h/?key=${SECRET}" }\n`,
  );
  const ran = [
    await rig.jig("diff"),
    await rig.jig("diff", "--json"),
    await rig.jig("plan", "--json"),
    await rig.jig("plan"),
  ];
  expect(ran.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expect(ran[0]?.stdout).toContain("env.U `http://********@h/`");
  rig.write("jig.toml", '[python]\nversion = "3.11"\nrequirements = "r.txt"\n');
  for (const option of [
    `--extra-index-url=http://usr:PA#${SECRET}@h/`,
    `--index-url http://h/simple?tok=${SECRET}`,
  ]) {
    rig.write("r.txt", `birch\n${option}\n`);
    const refused = await rig.jig("lock");
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("r.txt:2")]);
    ran.push(refused, await rig.jig("lock", "--json"));
  }
  rig.write("r.txt", "birch\n");
  const further = await rig.jigWith({ env: { UV_INDEX: `http://127.0.0.1:9/s?tok=${SECRET}` } }, "lock");
  expect([further.code, further.stderr]).toEqual([1, expect.stringContaining("http://127.0.0.1:9/s/")]);
  ran.push(further);
  rmSync(join(rig.root, "jig.toml"));
  rmSync(join(rig.root, "r.txt"));
  rig.write(
    "environment.yml",
    `dependencies:\n- pip:\n  - birch\n  - cedar @ http://${SECRET}@${host}/cedar-2.0-py3-none-any.whl\n  - cedar @ http://${host}/c.whl?tok=${SECRET}\n  - --extra-index-url http://usr:PA#${SECRET}@h/\n`,
  );
  ran.push(await rig.jig("init", "--stdout"));
  expect(ran.at(-1)?.stdout).toContain("birch");
  expect(ran.map(({ stdout, stderr }) => stdout + stderr).join("\n")).not.toContain(SECRET);
}, 60_000);

test("the password of an index in `pyproject.toml` is used, and stays where it was written", async () => {
  await using index = await servePackageIndex();
  await using inner = await servePackageIndex();
  await using rig = await openIndexedRig(index);
  const wanted = `Basic ${btoa(`ada:${SECRET}`)}`;
  inner.misbehave((response, { authorization }) => {
    if (authorization === wanted) return false;
    response.writeHead(401, { "www-authenticate": "Basic" }).end();
    return true;
  });
  rig.write(
    "pyproject.toml",
    [
      '[project]\nname = "p"\nversion = "1"\ndependencies = ["cedar"]\n[tool.uv.sources]\ncedar = { index = "in-ner" }',
      `[[tool.uv.index]]\nname = "in-ner"\nurl = "${inner.url.replace("://", `://ada:${SECRET}@`)}"\nexplicit = true\n`,
    ].join("\n"),
  );
  rig.write("jig.toml", '[python]\nversion = "3.11"\nrequirements = "pyproject.toml"\n');
  const { code, stdout, stderr } = await rig.jig("sync");
  expect([code, stderr]).toEqual([0, expect.anything()]);
  expect(rig.read("jig.lock")).toContain("in-ner");
  expect(stdout + stderr + rig.read("jig.lock")).not.toContain(SECRET);
  expect(filesWith(rig.state, SECRET)).toEqual([]);
}, 60_000);
