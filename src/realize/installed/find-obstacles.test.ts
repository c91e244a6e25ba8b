import { expect, test } from "bun:test";

import { fakeFiles, type FakeEntry } from "../../host/files/fake-files.ts";
import { comingOf, findLinksAmong, findLinksBeside, findObstacles } from "./find-obstacles.ts";

const venv = "/p/.venv";
const site = `${venv}/lib/python3.11/site-packages`;
const record = [
  "some/__init__.py,sha256=a,1",
  "some/inner/one.py,sha256=b,1",
  "../../../bin/some,sha256=c,1",
  "../../../share/some/a.txt,sha256=d,1",
  "../../../../../elsewhere/a.txt,sha256=e,1",
  "some-1.0.dist-info/RECORD,,",
  "",
].join("\n");

const obstaclesWith = (entries: Readonly<Record<string, FakeEntry>>, names = ["some"]): readonly string[] => {
  const folders = ["/src/inner", "/src/bin", "/src/share/some"];
  const made = Object.fromEntries(folders.map((path) => [path, { folder: true } as const]));
  const files = fakeFiles({ [`${site}/some-1.0.dist-info/RECORD`]: record, ...made, ...entries }, 1000);
  return findObstacles(files, venv, { names: new Set(names) }).map(({ path, is }) => `${is} ${path}`);
};

const inSite = "lib/python3.11/site-packages";

test("links in place of the folders that a package is written to are named, and what lies behind them is not", () => {
  expect(obstaclesWith({ [`${site}/some/__init__.py`]: "" })).toEqual([]);
  expect(obstaclesWith({ [`${site}/some`]: { link: "/src" } })).toEqual([`link ${inSite}/some`]);
  expect(obstaclesWith({ [`${site}/some`]: { link: "/src/nowhere" } })).toEqual([`link ${inSite}/some`]);
  expect(obstaclesWith({ [`${site}/some/inner`]: { link: "/src/inner" } })).toEqual([
    `link ${inSite}/some/inner`,
  ]);
  expect(
    obstaclesWith({ [`${venv}/bin`]: { link: "/src/bin" }, [`${venv}/share`]: { link: "/src/share" } }),
  ).toEqual(["link bin", "link share"]);
  expect(obstaclesWith({ [`${venv}/share/some`]: { link: "/src/share/some" } })).toEqual(["link share/some"]);
  // Of a package that is not concerned, of a file, and of every environment.
  expect(obstaclesWith({ [`${site}/some`]: { link: "/src" } }, ["other"])).toEqual([]);
  expect(obstaclesWith({ "/src/a.py": "", [`${site}/some/__init__.py`]: { link: "/src/a.py" } })).toEqual([]);
  expect(obstaclesWith({ [`${venv}/lib64`]: { link: "lib" } })).toEqual([]);
});

test("the folders above the packages may be links as well", () => {
  for (const at of ["lib", "lib/python3.11", inSite]) {
    const files = fakeFiles(
      {
        "/src/python3.11/site-packages/some": { folder: true },
        [`${venv}/${at}`]: { link: `/src${at.slice(3)}` },
      },
      1000,
    );
    expect(findObstacles(files, venv, { names: new Set() })).toEqual([
      { kind: "in-the-way", path: at, is: "link" },
    ]);
  }
});

test("a folder in place of a package's file is in the way when something is in it", () => {
  const place = `${site}/some/__init__.py`;
  expect(obstaclesWith({ [place]: { folder: true } })).toEqual([]);
  expect(obstaclesWith({ [`${place}/mine.txt`]: "" })).toEqual([`folder ${inSite}/some/__init__.py`]);
});

test("a linked folder among the packages counts where a package is to come that is not there yet", () => {
  const files = fakeFiles(
    {
      [`${site}/some-1.0.dist-info/RECORD`]: record,
      "/src/mine/a.py": "",
      [`${site}/mine`]: { link: "/src/mine" },
      [`${site}/gone`]: { link: "/src/gone" },
      [`${site}/a.py`]: { link: "/src/mine/a.py" },
    },
    1000,
  );
  expect(findLinksAmong(files, venv).map(({ path }) => path)).toEqual([`${inSite}/mine`]);
  const isComing = (version: string): boolean =>
    comingOf(files, venv, [{ name: "some", version }]).has("some");
  expect(comingOf(files, venv, []).size).toBe(0);
  expect(["1", "2.0"].map((version) => isComing(version))).toEqual([true, true]);
  expect(["1.0", ""].map((version) => isComing(version))).toEqual([false, false]);
});

test("a link beside a package's files counts in its own folder, and not where many packages put theirs", () => {
  const files = fakeFiles(
    {
      [`${site}/some-1.0.dist-info/RECORD`]: record,
      "/src/mine/a.py": "",
      [`${site}/some/extra`]: { link: "/src/mine" },
      [`${venv}/share/some/my-extension`]: { link: "/src/mine" },
    },
    1000,
  );
  expect(findLinksBeside(files, venv, new Set(["some"])).map(({ path }) => path)).toEqual([
    `${inSite}/some/extra`,
  ]);
});
