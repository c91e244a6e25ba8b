import { expect, test } from "bun:test";

import { markerProblem } from "./check-marker.ts";

test("a marker as people and tools write them is one", () => {
  for (const marker of [
    'python_version < "3.13"',
    "python_version<'3'",
    "sys_platform == 'win32' and (platform_machine != \"arm64\" or os_name in 'nt posix')",
    "'linux' not in sys_platform",
    "'linux' not  in sys_platform",
    "extra == 'dev' and python_full_version >= '3.8.1'",
    "sys.platform == 'darwin'",
    "implementation_name == 'cpython'",
    "((python_version ~= '3.9'))",
    "platform_release >= '5' or platform_version == '' or platform_system=='Linux'",
  ])
    expect(markerProblem(marker), marker).toBeNull();
});

test("a broken one is told with what helps", () => {
  for (const [marker, hint] of [
    ["python_version", "a marker compares"],
    ["python_version >", "a marker compares"],
    ["python_version < 3.13", '`3.13` wants quotes: `"3.13"`'],
    ["sys_platform = 'linux'", "two are equal with `==`"],
    ["platform_machine === 'x'", "two are equal with `==`"],
    ["foo == '3'", "`foo` is no name of a marker's"],
    ["sys_platform == linux", "`linux` is no name of a marker's"],
    ["(python_version < '3'", "a `)` is missing"],
    ["python_version < '3' sys_platform == 'linux'", "`and` or `or`, not `sys_platform`"],
    ["python_version < '3' and", "a marker compares"],
    ["python_version < '3", "a marker compares"],
    ["(".repeat(20_000), "a marker compares"],
  ] as const)
    expect(markerProblem(marker), marker.slice(0, 60)).toContain(hint);
});
