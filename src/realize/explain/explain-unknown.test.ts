import { expect, test } from "bun:test";

import { hintForUnknown } from "./explain-unknown.ts";

test.each([
  ["yaml", "did you mean `pyyaml`? That is the package of the module `yaml`"],
  ["pil", "did you mean `pillow`? That is the package of the module `PIL`"],
  ["os", "`os` comes with Python: `import os` works without adding it"],
  ["python", 'which Python it is says `version` in `[python]`, as in `version = "3.12"`'],
  ["requirements-txt", "a file is no package"],
  ["pandsa", "is the name spelled right?"],
])("what no index has is told by what was probably meant: %s", (name, hint) => {
  expect(hintForUnknown(name)).toStartWith(hint);
});

test("pip, which nobody has to ask for, is told with why it is wanted", () => {
  expect(hintForUnknown("pip")).toStartWith("jig puts pip into every environment");
});
