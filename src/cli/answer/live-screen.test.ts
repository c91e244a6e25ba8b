import { Terminal } from "@xterm/headless";
import { expect, test } from "bun:test";

import { openLiveScreen } from "./live-screen.ts";
import { channelFor } from "./streams.ts";

const linesOf = (terminal: Terminal): readonly string[] =>
  Array.from(
    { length: terminal.rows },
    (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true) ?? "",
  );

test("a line as wide as the terminal keeps its last letter, and nothing of a longer picture stays", async () => {
  const rows = process.stdout.rows || 24;
  const terminal = new Terminal({ cols: 20, rows, allowProposedApi: true });
  const shown = () => linesOf(terminal).join("\n").trimEnd().split("\n");
  let written = Promise.resolve();
  let all = "";
  const write = (text: string): void => {
    all += text;
    written = new Promise((resolve) => terminal.write(text, resolve));
  };
  const screen = openLiveScreen({ ...channelFor(1, {}), write }, false);
  const wide = "12345678901234567890";
  const full = [wide, ...Array.from({ length: rows - 2 }, (_, row) => `line ${row}`), wide];
  screen.draw(full);
  await written;
  expect(shown()).toEqual(full);
  // Not every terminal is so kind: on many the cursor stands on the last letter now, and emptying begins with that.
  expect(all).not.toContain(`${wide}\u001B[K`);
  expect(all).not.toContain(`${wide}\u001B[J`);
  screen.draw(["short", wide]);
  await written;
  expect(shown()).toEqual(["short", wide]);
  screen.close();
  await written;
  terminal.dispose();
});
