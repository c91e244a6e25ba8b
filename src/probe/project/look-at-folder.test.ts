import { expect, test } from "bun:test";

import { fakeFiles, type FakeEntry } from "../../host/files/fake-files.ts";
import type { Files } from "../../host/host.ts";
import { lookAtFolder } from "./look-at-folder.ts";

const root = "/home/ada/bench";

const look = (entries: Readonly<Record<string, FakeEntry>>) =>
  lookAtFolder(
    fakeFiles(
      Object.fromEntries(
        Object.entries({ ".": { folder: true }, ...entries } as Record<string, FakeEntry>).map(
          ([path, entry]) => [path.startsWith("/") ? path : path === "." ? root : `${root}/${path}`, entry],
        ),
      ),
      1000,
    ),
    root,
    "bench",
  );

test("files are listed, and only those that tell something are read", () => {
  const { files, texts, isPartial } = look({
    "requirements.txt": "numpy",
    "data/large.csv": "1,2",
    "src/deep/er/still.ipynb": "{}",
    "a/b/c/d/e/f/too-deep.ipynb": "{}",
    "app.py": "import flask",
    "lib/other.py": "import torch",
    ".python-version": "3.11",
    ".git/config": "",
  });
  expect(files).toEqual([
    ".python-version",
    "app.py",
    "data/large.csv",
    "lib/other.py",
    "requirements.txt",
    "src/deep/er/still.ipynb",
  ]);
  expect(Object.keys(texts).toSorted()).toEqual([
    ".python-version",
    "app.py",
    "requirements.txt",
    "src/deep/er/still.ipynb",
  ]);
  expect(isPartial).toBe(false);
});

test("environments and what tools install are not looked into", () => {
  const { files, isPartial } = look({
    "mine/pyvenv.cfg": "",
    "mine/lib/x.py": "",
    "venv/lib/x.py": "",
    "node_modules/x/app.py": "",
    "main.py": "",
  });
  expect(files).toEqual(["main.py"]);
  expect(isPartial).toBe(false);
});

test("requirements files are followed to those that they name, in circles too, and never out of the folder", () => {
  const { files, texts } = look({
    "requirements.txt": "-r deps/base.in\n-c ../outside.txt\n-r /etc/passwd\n-r nowhere.txt\n",
    "deps/base.in": "-r ../requirements.txt\nnumpy",
    "/home/ada/outside.txt": "secret",
    "/etc/passwd": "root",
  });
  expect(files).toEqual(["deps/base.in", "requirements.txt"]);
  expect(texts["deps/base.in"]).toContain("numpy");
  expect(Object.values(texts).join("\n")).not.toContain("secret");
});

test("links to folders are not followed, and a link that leads out of the folder is named", () => {
  const { files, others, texts, unread } = look({
    loop: { link: "." },
    "requirements.txt": { link: "/srv/requirements.txt" },
    "app.py": { link: "real.py" },
    "real.py": "import flask",
    "/srv/requirements.txt": "secret",
  });
  expect(files).toEqual(["app.py", "real.py", "requirements.txt"]);
  expect(others).toEqual(["loop"]);
  expect(texts["app.py"]).toBe("import flask");
  expect(unread).toEqual([{ path: "requirements.txt", why: "it lies outside the folder" }]);
});

test("what cannot be read is named with the reason", () => {
  const { unread, texts } = look({
    "requirements.txt": { bytes: Uint8Array.from([0xff, 0xfe, 0x6e, 0x00]) },
    "closed.ipynb": { error: "EACCES" },
    "huge.ipynb": { bytes: new Uint8Array(9 * 1024 * 1024) },
  });
  expect(texts).toEqual({});
  expect(unread.map(({ path, why }) => `${path}: ${why}`)).toEqual([
    "requirements.txt: this file is UTF-16, not UTF-8; save the file as UTF-8",
    "closed.ipynb: permission denied",
    "huge.ipynb: it is too large",
  ]);
});

const refuse = (path: string): never => {
  throw Object.assign(new Error(path), { code: "EACCES", path });
};

test("a folder that is closed to this user is passed over", () => {
  const open = fakeFiles({ [`${root}/closed/x.py`]: "", [`${root}/main.py`]: "" }, 1000);
  const files: Files = {
    ...open,
    list: (path) => (path.endsWith("/closed") ? refuse(path) : open.list(path)),
    lstat: (path) => (path.includes("/closed/") ? refuse(path) : open.lstat(path)),
  };
  expect(lookAtFolder(files, root, "bench").files).toEqual(["main.py"]);
});

test("a folder of very many files is looked at in part", () => {
  const many = Object.fromEntries(Array.from({ length: 5010 }, (_, index) => [`f${index}.csv`, ""]));
  const { files, isPartial } = look(many);
  expect(files).toHaveLength(5000);
  expect(isPartial).toBe(true);
});
