import { expect, test } from "bun:test";

import type { FakeEntry } from "../../host/files/fake-files.ts";
import { fakeHost } from "../../host/fake-host.ts";
import { findProject } from "./find-project.ts";

const find = (files: Readonly<Record<string, FakeEntry>>, start: string, uid = 1000) =>
  findProject(
    fakeHost({
      files: { "/home": { folder: true, uid: 0 }, "/home/ada": { folder: true, uid }, ...files },
      machine: { uid },
    }),
    start,
  );

const root = (found: ReturnType<typeof find>) => (found.ok ? found.value.root : found.failure);

test("the nearest description above a folder is found, with its bytes as they are", () => {
  const files = {
    "/home/ada/w/jig.toml": "outer",
    "/home/ada/w/x/jig.toml": "inner",
    "/home/ada/w/x/y/z": { folder: true },
  } as const;
  const found = find(files, "/home/ada/w/x/y/z");
  expect(found).toMatchObject({ ok: true, value: { root: "/home/ada/w/x", folder: "x", file: "jig.toml" } });
  expect(found.ok && new TextDecoder().decode(found.value.bytes)).toBe("inner");
  expect(root(find(files, "/home/ada/w"))).toBe("/home/ada/w");
});

test("a folder reached through a link belongs to where it really is", () => {
  const files = {
    "/srv/w/jig.toml": "",
    "/srv/w/sub": { folder: true },
    "/home/ada/link": { link: "/srv/w/sub" },
  } as const;
  expect(root(find(files, "/home/ada/link"))).toBe("/srv/w");
});

test.each(["[tool.jig]", "  [tool.jig.python]", "[ tool . jig ]", '["tool"."jig"]', "[[tool.jig.services]]"])(
  "a pyproject.toml with %s is a description",
  (heading) => {
    const found = find(
      { "/home/ada/w/pyproject.toml": `[project]\r\nname = "x"\r\n${heading}\r\n` },
      "/home/ada/w",
    );
    expect(found).toMatchObject({ ok: true, value: { file: "pyproject.toml" } });
  },
);

test.each(["[project]\n", "# [tool.jig]\n", "[tool.jigsaw]\n", "[tool.ruff]\n"])(
  "a pyproject.toml with only %j is passed over",
  (text) => {
    const files = { "/home/ada/w/x/pyproject.toml": text, "/home/ada/w/jig.toml": "" };
    expect(root(find(files, "/home/ada/w/x"))).toBe("/home/ada/w");
  },
);

test("a jig.toml beside a [tool.jig] is an error that names both", () => {
  const files = { "/home/ada/w/jig.toml": "", "/home/ada/w/pyproject.toml": "[tool.jig]\n" };
  expect(root(find(files, "/home/ada/w"))).toEqual({
    reason: "two-descriptions",
    files: ["/home/ada/w/jig.toml", "/home/ada/w/pyproject.toml"],
  });
  expect(find({ ...files, "/home/ada/w/pyproject.toml": "[project]\n" }, "/home/ada/w").ok).toBe(true);
});

test("the search looks at home and not above it", () => {
  const files = {
    "/home/jig.toml": { text: "", uid: 1000 },
    "/home": { folder: true, uid: 1000 },
    "/home/ada/a/b": { folder: true },
  } as const;
  expect(root(find(files, "/home/ada/a/b"))).toEqual({
    reason: "no-description",
    folder: "/home/ada/a/b",
    last: "/home/ada",
    boundary: "home",
  });
  expect(root(find({ ...files, "/home/ada/jig.toml": "" }, "/home/ada/a/b"))).toBe("/home/ada");
});

test("another owner's folder above is not looked into", () => {
  const files = {
    "/tmp": { folder: true, uid: 0 },
    "/tmp/jig.toml": { text: "", uid: 666 },
    "/tmp/mine/sub": { folder: true },
    "/tmp/mine": { folder: true, uid: 1000 },
  } as const;
  expect(root(find(files, "/tmp/mine/sub"))).toMatchObject({ last: "/tmp/mine", boundary: "owner" });
});

test("root in a folder of another user finds that user's description, as in a container with a mount", () => {
  const files = {
    "/work": { folder: true, uid: 1000 },
    "/work/w/jig.toml": "",
    "/work/w": { folder: true, uid: 1000 },
  } as const;
  expect(root(find(files, "/work/w", 0))).toBe("/work/w");
});

test("another file system above is not looked into", () => {
  const files = {
    "/mnt/jig.toml": "",
    "/mnt/disk": { folder: true, device: 9 },
    "/mnt/disk/sub": { folder: true },
  } as const;
  expect(root(find(files, "/mnt/disk/sub"))).toMatchObject({ last: "/mnt/disk", boundary: "file-system" });
});

test("the top of the machine is the last place", () => {
  expect(root(find({ "/srv/x": { folder: true } }, "/srv/x"))).toMatchObject({ last: "/", boundary: "top" });
});

test("a folder that is not there, or is a file, is said to be so", () => {
  expect(root(find({}, "/home/ada/none"))).toEqual({ reason: "no-such-folder", folder: "/home/ada/none" });
  expect(root(find({ "/home/ada/f": "" }, "/home/ada/f"))).toMatchObject({ reason: "no-such-folder" });
});

test("a folder called like the description is told, not passed over", () => {
  const files = { "/home/ada/w/x/jig.toml": { folder: true }, "/home/ada/w/jig.toml": "" } as const;
  const path = "/home/ada/w/x/jig.toml";
  expect(root(find(files, "/home/ada/w/x"))).toEqual({ reason: "description-is-a-folder", path });
});

test("a link to nowhere of that name is not a description", () => {
  const files = {
    "/home/ada/w/x/pyproject.toml": { folder: true },
    "/home/ada/w/jig.toml": "",
    "/home/ada/w/x/y/jig.toml": { link: "/none" },
  } as const;
  expect(root(find(files, "/home/ada/w/x/y"))).toBe("/home/ada/w");
});

test("a description that may not be read is an error, not an invitation to look further up", () => {
  const files = { "/home/ada/w/x/jig.toml": { text: "", error: "EACCES" }, "/home/ada/w/jig.toml": "" };
  expect(root(find(files, "/home/ada/w/x"))).toMatchObject({ reason: "unreadable", code: "EACCES" });
});

test("a jig.local.toml beside the description is read with it, and never in its place", () => {
  const files = { "/home/ada/w/jig.toml": "committed", "/home/ada/w/jig.local.toml": "mine" };
  const local = (found: ReturnType<typeof find>) => (found.ok ? found.value.local : found.failure);
  expect(local(find(files, "/home/ada/w"))).toEqual(new TextEncoder().encode("mine"));
  expect(local(find({ "/home/ada/w/jig.toml": "" }, "/home/ada/w"))).toBeNull();
  const beside = { "/home/ada/w/jig.toml": "", "/home/ada/w/sub/jig.local.toml": "" };
  expect(root(find(beside, "/home/ada/w/sub"))).toBe("/home/ada/w");
});

test.each([
  [{ folder: true }, { kind: "folder" }],
  [{ text: "", error: "EACCES" }, { kind: "unreadable" }],
  [{ link: "/none" }, { kind: "lost-link" }],
] as const)("a jig.local.toml that is %j hides no project", (entry, local) => {
  const files = { "/home/ada/w/jig.toml": "", "/home/ada/w/jig.local.toml": entry };
  expect(find(files, "/home/ada/w")).toMatchObject({ ok: true, value: { local } });
});
