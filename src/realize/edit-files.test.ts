import { afterEach, expect, test } from "bun:test";
import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";

import { realFiles } from "../host/files/real-files.ts";
import { makeEdits, settleEdits, undoEdits, type FileEdit } from "./edit-files.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true });
});

/** A state folder in which a killed jig has left what it meant to do, and the two files as it left them. */
const killedAt = (texts: readonly [string, string], made = 0) => {
  const state = fs.mkdtempSync(join(os.tmpdir(), "jig-edits-"));
  folders.push(state);
  const edits: FileEdit[] = [
    { path: join(state, "one"), before: "alder\nbirch\n", after: "alder==2\nbirch\ncedar\n" },
    { path: join(state, "other"), before: "é long text\n", after: "è short\n" },
  ];
  for (const [at, { path }] of edits.entries()) fs.writeFileSync(path, texts[at] ?? "");
  fs.writeFileSync(join(state, "edits.json"), JSON.stringify({ version: 1, edits, made }));
  const read = (): readonly string[] => edits.map(({ path }) => fs.readFileSync(path, "utf8"));
  // oxlint-disable-next-line no-unsafe-type-assertion -- of a layout, only the state folder is used
  return { layout: { state } as Parameters<typeof settleEdits>[1], read };
};

const before = ["alder\nbirch\n", "é long text\n"] as const;
const after = ["alder==2\nbirch\ncedar\n", "è short\n"] as const;

/** Every moment of writing one over the other, from the start and cut off at the end. */
const halves = (from: string, to: string): readonly string[] => {
  const [old, made] = [Buffer.from(from), Buffer.from(to)];
  return Array.from({ length: made.length }, (_, at) =>
    Buffer.concat([made.subarray(0, at + 1), old.subarray(at + 1)]),
  )
    .map((bytes) => bytes.toString())
    .filter((text) => text !== from);
};

test("what was cut short in the middle of a file is completed, or taken back, whole", () => {
  for (const half of halves(before[0], after[0])) {
    const { layout, read } = killedAt([half, before[1]]);
    settleEdits({ files: realFiles }, layout);
    expect(read()).toEqual([...after]);
    const undone = killedAt([half, after[1]]);
    expect(undoEdits({ files: realFiles }, undone.layout)).toBe(true);
    expect(undone.read()).toEqual([...before]);
  }
});

test("what somebody has written since stays, and keeps the rest as it is", () => {
  const mine = "alder==2\nmine\n";
  const { layout, read } = killedAt([mine, before[1]]);
  settleEdits({ files: realFiles }, layout);
  expect(read()).toEqual([mine, before[1]]);
  const undone = killedAt([mine, after[1]]);
  expect(undoEdits({ files: realFiles }, undone.layout)).toBe(false);
  expect(undone.read()).toEqual([mine, before[1]]);
});

test("what was written whole and was taken back since counts as somebody's own, and nothing comes back", () => {
  for (const texts of [
    [before[0], after[1]],
    [before[0], before[1]],
    [after[0], before[1]],
  ] as const) {
    const { layout, read } = killedAt(texts, 2);
    expect(settleEdits({ files: realFiles }, layout)).toEqual([]);
    expect(read()).toEqual([...texts]);
  }
  const one = killedAt([after[0], before[1]], 1);
  expect(settleEdits({ files: realFiles }, one.layout)).toEqual([join(one.layout.state, "other")]);
  expect(one.read()).toEqual([...after]);
});

test("a kill after all was written leaves nothing to be done over", () => {
  const { layout, read } = killedAt(before);
  const edits = ["one", "other"].map((name, at) => ({
    path: join(layout.state, name),
    before: before[at] ?? "",
    after: after[at] ?? "",
  }));
  // oxlint-disable-next-line no-unsafe-type-assertion -- of a host, only the files are used
  expect(makeEdits({ files: realFiles } as Parameters<typeof makeEdits>[0], layout, edits)).toBe(true);
  fs.writeFileSync(edits[0]?.path ?? "", before[0]);
  settleEdits({ files: realFiles }, layout);
  expect(read()).toEqual([before[0], after[1]]);
  expect(fs.existsSync(join(layout.state, "edits.json"))).toBe(false);
});
