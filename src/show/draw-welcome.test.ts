import { expect, test } from "bun:test";

import { drawWelcome, type Welcome } from "./draw-welcome.ts";
import { styleFor } from "./text/style.ts";

const welcome: Welcome = {
  name: "jig",
  id: "0a1b2c3d",
  system: "x86_64-linux",
  summary: "Python 3.11.7, 12 packages",
  modules: ["numpy"],
  text: "Data is in `data/`.\n  Ask\u001b[31m Ada.\n",
  gpu: null,
  ollama: null,
  hasServices: true,
};
const draw = (columns: number, changes: Partial<Welcome> = {}): Promise<string> =>
  drawWelcome({ ...welcome, ...changes }, { paper: { style: styleFor(false), columns }, columns });

test("a person is greeted with the name, what is true, the project's words and what to type", async () => {
  expect(await draw(80)).toBe(
    `
      _ _
     | (_) __ _
  _  | | |/ _\` |
 | |_| | | (_| |
  \\___/|_|\\__, |
          |___/

Welcome to the Jig development environment on x86_64-linux!

✓ Python 3.11.7, 12 packages
✓ numpy imports

Data is in \`data/\`.
  Ask␛[31m Ada.

start the services: start   stop them: stop   leave: exit
id 0a1b2c3d

`,
  );
});

test("a narrow terminal gets the same in short lines", async () => {
  const text = await draw(16, { modules: ["numpy", "pandas", "matplotlib"] });
  expect(text).toBe(`
Welcome to the
Jig development
environment on
x86_64-linux!

✓ Python 3.11.7,
  12 packages
✓ numpy, pandas,
  matplotlib
  import

Data is in
\`data/\`.
  Ask␛[31m Ada.

start the services: start
stop them: stop
leave: exit
id 0a1b2c3d

`);
});

test("what is not there is not told", async () => {
  const text = await draw(80, { summary: null, modules: [], text: null, hasServices: false, name: "été" });
  expect(text).toBe(`
Welcome to the Été development environment on x86_64-linux!

leave: exit
id 0a1b2c3d

`);
});
