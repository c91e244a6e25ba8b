import { expect, test } from "bun:test";

import { isPlace, normaliseRequirement, requirementName } from "./requirement-text.ts";

test("one requirement has one spelling", () => {
  const spellings: readonly (readonly [string, string])[] = [
    ["numpy", "numpy"],
    ["Python_FastHTML", "python-fasthtml"],
    ["numpy >= 1.26 , < 3", "numpy<3,>=1.26"],
    ["numpy (>=1.26)", "numpy>=1.26"],
    ["uvicorn[Standard, http_2]~=0.30", "uvicorn[http-2,standard]~=0.30"],
    ["uvicorn[]==0.30", "uvicorn==0.30"],
    ["x==1.0 ;  sys_platform=='linux'", 'x==1.0 ; sys_platform=="linux"'],
    [
      "x ; python_version < '3.12'   and os_name == 'posix'",
      'x ; python_version < "3.12" and os_name == "posix"',
    ],
    [`x ; platform_system == "it's"`, `x ; platform_system == "it's"`],
    ["x ; platform_system == 'a\"b'", "x ; platform_system == 'a\"b'"],
    ["zope.interface===5.0", "zope-interface===5.0"],
  ];
  for (const [text, normal] of spellings) {
    expect(normaliseRequirement(text)).toBe(normal);
    expect(normaliseRequirement(normal)).toBe(normal);
  }
});

test("a comma behind the last version, which pip takes and the resolver does not, is left out", () => {
  expect(normaliseRequirement("six>=1,")).toBe("six>=1");
  expect(normaliseRequirement("six (<2, >=1 ,)")).toBe("six<2,>=1");
});

test("a marker is part of the requirement even where its text looks alike", () => {
  expect(normaliseRequirement("x ; extra == 'A'")).not.toBe(normaliseRequirement("x ; extra == 'a'"));
});

test("the name is found, and nothing where there is none", () => {
  expect(requirementName(" Jupyter.Lab[x]>=4")).toBe("jupyter-lab");
  expect(requirementName("numpy")).toBe("numpy");
  expect(requirementName("./x")).toBeNull();
});

test("what names a place is told from what names versions", () => {
  for (const text of [
    "x @ https://example.org/x.whl",
    "x@file:///x",
    "git+https://example.org/x",
    "-e .",
    "./x",
    "../x",
    "/x",
  ]) {
    expect([text, isPlace(text)]).toEqual([text, true]);
  }
  for (const text of ["x", "x[a]>=1,<2", "x==1 ; platform_version == 'a://b'"]) {
    expect([text, isPlace(text)]).toEqual([text, false]);
  }
});
