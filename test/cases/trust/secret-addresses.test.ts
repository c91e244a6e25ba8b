import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
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

const stateOf = (rig: Rig): string => rig.env["JIG_STATE_DIR"] ?? "";

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
  expect(filesWith(stateOf(rig), SECRET)).toEqual([]);
  expect(existsSync(join(rig.root, "jig.lock"))).toBe(false);
}, 60_000);
