import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { properName } from "../../base/proper-name.ts";
import { drawBanner } from "./banner.ts";
import { widthOf } from "./visible-text.ts";

test("a name is written as a title", () => {
  expect(properName("my-project_name")).toBe("My Project Name");
  expect(properName("workbench")).toBe("Workbench");
  expect(properName("ETL  tools")).toBe("Etl Tools");
  expect(properName("_été-2026_")).toBe("Été 2026");
  expect(properName("--")).toBe("");
});

test("a name is drawn in big letters", async () => {
  expect(await drawBanner("Jig", 80)).toBe(
    [
      String.raw`      _ _`,
      String.raw`     | (_) __ _`,
      String.raw`  _  | | |/ _${"`"} |`,
      String.raw` | |_| | | (_| |`,
      String.raw`  \___/|_|\__, |`,
      String.raw`          |___/`,
    ].join("\n"),
  );
});

test("no big letters where they would be cut, or where there are none", async () => {
  expect(await drawBanner("Jig", 17)).not.toBeNull();
  expect(await drawBanner("Jig", 16)).toBeNull();
  expect(await drawBanner("Été", 80)).toBeNull();
  expect(await drawBanner("工具", 80)).toBeNull();
  expect(await drawBanner("", 80)).toBeNull();
  expect(await drawBanner(" ", 80)).toBeNull();
});

test("whatever the name, the letters fit the terminal and hold nothing but printable characters", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.integer({ min: 1, max: 200 }), async (name, columns) => {
      const banner = await drawBanner(properName(name), columns);
      for (const line of (banner ?? "").split("\n")) {
        expect(widthOf(line)).toBeLessThan(columns);
        expect(line).toMatch(/^[\u0020-\u007e]*$/);
      }
    }),
  );
});
