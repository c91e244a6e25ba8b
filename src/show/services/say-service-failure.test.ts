import { expect, test } from "bun:test";

import { hintForService } from "./say-service-failure.ts";

test("a module that is not there asks for its package", () => {
  const detail = ["Traceback (most recent call last):", "ModuleNotFoundError: No module named 'sklearn.svm'"];
  expect(hintForService("web", detail)).toBe(
    "if `sklearn` comes with a package, `jig add` that, then `jig up`; the whole log: `jig logs web`",
  );
});

test("another traceback says where to look, and other words lead to the log", () => {
  const detail = ["Traceback (most recent call last):", "ZeroDivisionError: division by zero"];
  expect(hintForService("web", detail)).toBe(
    "mend what the last line says, then `jig up`; the whole log: `jig logs web`",
  );
  expect(hintForService("web", ["no such option: --prot"])).toBe("the whole log: `jig logs web`");
  expect(hintForService("web", [])).toBeNull();
});
