import { expect, test } from "bun:test";

import type { LockedPlace } from "./lock.ts";
import { printPlace, readPlace } from "./lock-place.ts";

const commit = "a".repeat(40);

const read = (lines: readonly string[]) => {
  const texts = new Map(
    lines.map((line) => {
      const [, key = "", value = ""] = /^([\w-]+) = (".*")$/.exec(line) ?? [];
      return [key, String(JSON.parse(value))] as const;
    }),
  );
  return readPlace((key) => texts.get(key) ?? null);
};

test("a place is read as it was printed", () => {
  const places: readonly LockedPlace[] = [
    { kind: "folder", path: ".", isEditable: true },
    { kind: "folder", path: "../libs/é x", isEditable: false },
    { kind: "repository", url: "https://git.example/x.git", reference: null, commit, subdirectory: null },
    { kind: "repository", url: "ssh://git@git.example/x", reference: "main", commit, subdirectory: "a/b" },
    { kind: "address", url: "https://files.example/x-1.0-py3-none-any.whl" },
    { kind: "archive", path: "../wheels/x-1.0-py3-none-any.whl" },
  ];
  for (const place of places) expect(read(printPlace(place))).toEqual(place);
  expect(read(['name = "x"'])).toBeNull();
});

test.each([
  'folder = "/etc"',
  'folder = ""',
  String.raw`editable-folder = "a\nb"`,
  'repository = "ext::sh -c touch% x"',
  'repository = "--upload-pack=x"',
  'address = "file:///etc/passwd"',
  'archive = "/opt/x-1.0-py3-none-any.whl"',
  'archive = "a --index-url=y/x-1.0-py3-none-any.whl"',
  'archive = "wheels/x.tar.gz"',
  String.raw`address = "https://x.example/a\n--index-url=y"`,
])("what could mean something else to uv or git is refused: %s", (line) => {
  expect(read([line, `commit = "${commit}"`])).toBe("wrong");
});

test("a commit is one, and not a branch", () => {
  expect(read(['repository = "https://x.example/y"', 'commit = "main"'])).toBe("wrong");
});
