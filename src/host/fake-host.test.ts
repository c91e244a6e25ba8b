import { expect, test } from "bun:test";

import { fakeHost } from "./fake-host.ts";

test("what was written can be read, listed, renamed and removed", () => {
  const { files } = fakeHost({ files: { "/a/b": "text", "/a/c/d": { text: "deep", modified: "5" } } });
  expect(files.list("/a")).toEqual(["b", "c"]);
  files.writeText("/a/c/e", "new");
  files.rename("/a/c", "/z");
  expect(files.list("/a")).toEqual(["b"]);
  expect(files.readText("/z/d")).toBe("deep");
  expect(files.stat("/z/d")?.modified).toBe("5");
  files.remove("/z");
  expect(files.stat("/z/e")).toBeNull();
  expect(files.readText("/a/b/below")).toBeNull();
});

test("links are followed in the middle and at the end of a path, and loops lead nowhere", () => {
  const { files } = fakeHost({
    files: {
      "/real/python3.11": { executable: true },
      "/venv/bin/python": { link: "../../real/python3" },
      "/real/python3": { link: "python3.11" },
      "/loop": { link: "/loop" },
      "/short": { link: "/venv/bin" },
    },
  });
  expect(files.realPath("/short/python")).toBe("/real/python3.11");
  expect(files.isExecutable("/short/python")).toBe(true);
  expect(files.lstat("/short/python")?.kind).toBe("symlink");
  expect(files.readLink("/short/python")).toBe("../../real/python3");
  expect(files.stat("/loop")).toBeNull();
});

test("the longest beginning of a command line answers, and calls are recorded", async () => {
  const host = fakeHost({
    programs: {
      uv: "any",
      "uv --version": "uv 1.2.3\n",
      "uv fail": ({ argv }) => ({ kind: "exited", code: argv.length, stdout: "", stderr: "" }),
    },
  });
  expect(await host.run({ argv: ["uv", "--version"] })).toMatchObject({ code: 0, stdout: "uv 1.2.3\n" });
  expect(await host.run({ argv: ["uv", "sync"] })).toMatchObject({ stdout: "any" });
  expect(await host.run({ argv: ["uv", "fail"] })).toMatchObject({ code: 2 });
  expect(await host.run({ argv: ["uvx"] })).toMatchObject({ kind: "failed-to-start" });
  expect(host.calls.map(({ argv }) => argv.length)).toEqual([2, 2, 2, 1]);
});
