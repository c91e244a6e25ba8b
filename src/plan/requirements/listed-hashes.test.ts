import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { parseRequirementsFile } from "../../describe/requirements/requirements-file.ts";
import { gatherHashes, plainHashes } from "./listed-hashes.ts";

const [A, B, C] = ["a", "b", "c"].map((digit) => digit.repeat(64));

const gather = (text: string) => {
  const source = { file: "r.txt", text };
  const lines = parseRequirementsFile(source).flatMap((entry) =>
    entry.kind === "requirement" || entry.kind === "place"
      ? [{ ...entry, isPlace: entry.kind === "place", source }]
      : [],
  );
  const { hashes, problems } = gatherHashes(lines);
  return problems.length === 0 ? plainHashes(hashes) : problems.map(({ message, hint }) => [message, hint]);
};

test("a line without hashes binds nothing, and one with hashes its own package", () => {
  expect(
    gather(`six==1.0\nPy_Thing==1 --hash=sha256:${B} \\\n --hash sha256:${A?.toUpperCase()} # why\n`),
  ).toEqual([["py-thing", A, B]]);
});

test("several lines of a package bind together, and for different machines each by itself", () => {
  expect(gather(`a==1 --hash=sha256:${A} --hash=sha256:${B}\na==1 --hash=sha256:${B}\n`)).toEqual([["a", B]]);
  expect(gather(`a==1 --hash=sha256:${A}\na==1 --hash=sha256:${B}\n`)).toEqual([["a"]]);
  const marked = `a==1 ; sys_platform == "linux" --hash=sha256:${A}\na==2 ; sys_platform == "darwin" --hash=sha256:${C}\n`;
  expect(gather(marked)).toEqual([["a", A, C]]);
});

test("an address has its hash behind a `#`, or as the others do", () => {
  expect(
    gather(
      `a @ https://files.example/a-1.zip#sha256=${A}&egg=a\nhttps://files.example/b-1-py3-none-any.whl --hash=sha256:${B}\n`,
    ),
  ).toEqual([
    ["a", A],
    ["b", B],
  ]);
});

test("a wheel's file is bound by its own name, however its path is written", () => {
  expect(
    gather(`libs/My_Lib-1-py3-none-any.whl --hash=sha256:${A}\nx-1-py3-none-any.whl#sha256=${B}\n`),
  ).toEqual([
    ["my-lib", A],
    ["x", B],
  ]);
});

test("what cannot be compared is told", () => {
  const form = "a sha256 has 64 hexadecimal digits: `--hash=sha256:…`";
  expect(gather("a==1 --hash=sha256:12")).toEqual([["`sha256:12` is not a hash", form]]);
  expect(gather("a==1 --hash")).toEqual([["`--hash` says no hash", form]]);
  expect(gather("a==1 --hash=sha512:12ab")).toEqual([
    [
      "none of the hashes is a sha256, and `jig.lock` knows no other",
      "`uv pip compile --generate-hashes` and `pip-compile --generate-hashes` write them",
    ],
  ]);
  expect(gather(`a==1 --hash=sha512:12ab --hash=sha256:${A}`)).toEqual([["a", A]]);
  expect(gather(`a @ git+https://x.example/a.git --hash=sha256:${A}`)).toEqual([
    ["a repository has no hash that could be compared", expect.stringContaining("name a commit")],
  ]);
  expect(gather(`-e ./a\n./a --hash=sha256:${A}`)).toEqual([
    ["a folder has no hash that could be compared", "take `--hash` out"],
  ]);
});

test("the order of lines and of their hashes decides nothing", () => {
  const line = fc.tuple(
    fc.constantFrom("a==1", "b==1", 'a==1 ; python_version < "4"'),
    fc.subarray([A, B, C], { minLength: 1 }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
      const written = lines.map(
        ([text, hashes]) => `${text} ${hashes.map((hash) => `--hash=sha256:${hash}`).join(" ")}`,
      );
      const turned = lines.map(
        ([text, hashes]) =>
          `${text} ${hashes
            .toReversed()
            .map((hash) => `--hash=sha256:${hash}`)
            .join(" ")}`,
      );
      expect(gather(written.join("\n"))).toEqual(gather(turned.toReversed().join("\n")));
    }),
  );
});
