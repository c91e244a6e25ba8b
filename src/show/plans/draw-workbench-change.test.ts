import { expect, test } from "bun:test";

import { compareWorkbenches, type ComparedWorkbench } from "../../plan/compare/compare-workbenches.ts";
import type { LockedPackage } from "../../plan/lock/lock.ts";
import type { Platform } from "../../plan/platforms/platforms.ts";
import { drawWorkbenchChange } from "./draw-workbench-change.ts";
import { styleFor } from "../text/style.ts";

const locked = (
  name: string,
  version: string,
  { hash = "ab", marker = null as string | null } = {},
): LockedPackage => ({
  name,
  version,
  index: "pypi",
  marker,
  files: [{ name: `${name}.whl`, size: 1, sha256: hash.repeat(32) }],
});

const workbench = (
  id: string,
  packages: readonly LockedPackage[] | null,
  { platforms = [], ...rest }: Partial<ComparedWorkbench & { platforms: readonly Platform[] }> = {},
): ComparedWorkbench => ({
  id,
  description: {},
  requirements: [],
  lock:
    packages === null
      ? null
      : {
          version: 1,
          python: "3.11.7",
          requiresPython: "==3.11.*",
          platforms,
          inputs: "sha256:0",
          packages: [...packages],
        },
  ...rest,
});

const draw = (
  before: ComparedWorkbench | null,
  after: ComparedWorkbench | null,
  lacksLock: "before" | "now" | "both" | null = null,
): string =>
  drawWorkbenchChange(
    { name: "bench", revision: "v1", change: compareWorkbenches(before, after), lacksLock },
    { style: styleFor(false), columns: null },
  );

test("what changed reads as a list that can be pasted into a pull request", () => {
  const before = workbench(
    "00000000",
    [
      locked("anyio", "4.1"),
      locked("numpy", "1.9"),
      locked("pandas", "2.10"),
      locked("scipy", "1.0", { marker: "sys_platform == 'linux'" }),
      locked("scipy", "0.9", { marker: "sys_platform == 'darwin'" }),
      locked("six", "1.0"),
    ],
    {
      platforms: ["linux-x64", "macos-x64"],
      requirements: ["numpy", "six"],
      description: {
        python: { version: "3.11" },
        env: { A: "1" },
        services: {
          job: { run: { kind: "argv", words: ["a", "b"] }, after: [{ service: "web", until: "ready" }] },
          old: { run: { kind: "shell", script: "x" } },
          web: { port: 5001 },
        },
      },
    },
  );
  const after = workbench(
    "11111111",
    [
      locked("numpy", "1.10"),
      locked("pandas", "2.9"),
      locked("scipy", "1.1", { marker: "sys_platform == 'linux'" }),
      locked("scipy", "0.9", { marker: "sys_platform == 'darwin'" }),
      locked("six", "1.0", { hash: "cd" }),
      locked("zarr", "3.0"),
    ],
    {
      platforms: ["linux-x64", "macos-arm64"],
      requirements: ["numpy>=1.10", "six"],
      description: {
        platforms: ["linux-x64", "macos-arm64"],
        python: { version: "3.12" },
        services: {
          job: { run: { kind: "argv", words: ["b", "a"] } },
          new: { run: { kind: "shell", script: "x" } },
          web: { port: 5002, open: false },
        },
      },
    },
  );
  expect(draw(before, after)).toBe(
    `bench since \`v1\`: 00000000 → 11111111

Packages: 2 newer, 1 older, 1 new, 1 gone, 1 rebuilt
- anyio 4.1 gone
- numpy 1.9 → 1.10
- pandas 2.10 → 2.9 older
- scipy 0.9 and 1.0 → 0.9 and 1.1
- six 1.0 other files
- zarr 3.0 new

Services
- job: after \`{"service":"web","until":"ready"}\` gone
- job: run \`["a","b"]\` → \`["b","a"]\`
- new new
- old gone
- web: open \`false\` new
- web: port \`5001\` → \`5002\`

Platforms
- macos-arm64 new
- macos-x64 gone

Description
- env.A \`1\` gone
- python.version \`3.11\` → \`3.12\`
- requirements \`numpy\` → \`numpy>=1.10\``,
  );
});

test("nothing, no lock, and what decides little are told as that", () => {
  const same = workbench("00000000", [locked("six", "1.0")]);
  expect(draw(same, same)).toBe("bench is what it was at `v1`: 00000000");
  const { lock } = same;
  if (lock === null) throw new Error("no lock");
  const answering = { ...same, id: "11111111", lock: { ...lock, inputs: "sha256:1" } };
  expect(draw(same, answering)).toEndWith("\n\njig.lock\n- only what it was made for");
  expect(draw(workbench("00000000", null), { ...same, id: "11111111" }, "before")).toBe(
    "bench since `v1`: 00000000 → 11111111\n\nPackages\n- there was no jig.lock",
  );
});

test("another index and another commit under a version that stayed are told", () => {
  const at = (commit: string): LockedPackage => ({
    ...locked("lib", "1.0"),
    index: "",
    place: {
      kind: "repository",
      url: "https://git.example/lib",
      reference: "v1",
      commit,
      subdirectory: null,
    },
    files: [],
  });
  const before = workbench("00000000", [
    at("1a".repeat(20)),
    { ...locked("privlib", "2.0"), index: "inner" },
    { ...locked("six", "1.0"), index: "inner" },
  ]);
  const after = workbench("11111111", [at("4d".repeat(20)), locked("privlib", "0.4"), locked("six", "1.0")]);
  expect(draw(before, after)).toBe(
    `bench since \`v1\`: 00000000 → 11111111

Packages: 1 older, 2 from elsewhere
- lib 1.0 commit 1a1a1a1 → 4d4d4d4
- privlib 2.0 → 0.4 older (index inner → pypi)
- six 1.0 index inner → pypi`,
  );
  const { packages } = compareWorkbenches(before, after);
  expect(packages[0]).toEqual({
    name: "lib",
    change: "moved",
    from: "1.0",
    to: "1.0",
    differs: [{ what: "commit", from: "1a".repeat(20), to: "4d".repeat(20) }],
  });
});

test("a workbench that is new or gone is told by what it has, and a requirement in other words once", () => {
  const bench = workbench("00000000", [locked("numpy", "2.0"), locked("six", "1.0")], {
    description: { python: { packages: ["numpy>=2"] }, services: { web: {} } },
    requirements: ["numpy>=2", "six<2 (constraint)"],
  });
  expect(draw(null, bench)).toBe(`bench since \`v1\`: \`jig.toml\` is new: 00000000

Packages
- Python 3.11.7
- 2 packages in jig.lock

Services
- web new

Description
- requirements \`numpy>=2\` new
- requirements \`six<2 (constraint)\` new`);
  const bare = { ...workbench("00000001", null), requirements: ["numpy>=1", "six>1"] };
  expect(draw(bare, null, "before")).toContain("`jig.toml` is gone; it was 00000001\n\nDescription\n");
  expect(draw(bare, { ...bench, description: {} }, "before")).toContain(
    "- requirements `numpy>=1` → `numpy>=2`\n- requirements `six<2 (constraint)` new\n- requirements `six>1` gone",
  );
  // Listed elsewhere, and the same that is asked for.
  const moved = { ...bench, id: "00000002", description: { services: { web: {} } } };
  expect(draw(bench, moved)).toContain("- python.packages `numpy>=2` gone");
});
