import { expect, test } from "bun:test";

import { openIndexedRig } from "../../rig/indexed-rig.ts";
import { expectOutcome } from "../../rig/outcome.ts";
import { servePackageIndex } from "../../rig/package-index.ts";

const pylock = `lock-version = "1.0"
created-by = "test"

[[packages]]
name = "alder"
version = "1.0"
wheels = [{ url = "https://files.example/alder-1.0-py3-none-any.whl", hashes = { sha256 = "${"0".repeat(64)}" } }]
`;

interface Disagreement {
  readonly what: string;
  /** Under `[python]`; one list, `a.txt`, where it is absent. */
  readonly python?: string;
  readonly files: Readonly<Record<string, string>>;
  /** In this order: what is said, the place, the other places. */
  readonly said: readonly string[];
}

const disagreements: readonly Disagreement[] = [
  {
    what: "two ranges in two files",
    python: 'requirements = ["a.txt", "b.txt"]',
    files: { "a.txt": "alder>=2\n", "b.txt": "# other\nalder<1.5\n" },
    said: [
      "`alder>=2` and `alder<1.5` exclude each other",
      "--> a.txt:1:1",
      "`alder<1.5` stands at b.txt:2:1",
    ],
  },
  {
    what: "a prefix and a pin",
    files: { "a.txt": "alder==1.*\nbirch\nalder==2.0\n" },
    said: [
      "`alder==1.*` and `alder==2.0` exclude each other",
      "a.txt:1:1",
      "`alder==2.0` stands at a.txt:3:1",
    ],
  },
  {
    what: "a constraint and a pin",
    files: { "a.txt": "-c constraints.txt\nalder==2.0\n", "constraints.txt": "alder<2\n" },
    said: [
      "`alder==2.0` and `alder<2`",
      "a.txt:2:1",
      "`alder<2` stands at constraints.txt:1:1, as a constraint",
    ],
  },
  {
    what: "one with a marker",
    files: { "a.txt": "alder>=1.5 ; sys_platform == 'linux'\nalder<1.5\n" },
    said: ["`alder>=1.5 ; sys_platform == 'linux'` and `alder<1.5` exclude", "a.txt:1:1", "a.txt:2:1"],
  },
  {
    what: "the description and a file, which gives an address",
    python: 'requirements = ["a.txt"]\npackages = ["alder==1.0"]',
    files: { "a.txt": "alder @ INDEX/files/alder-2.0-py3-none-any.whl\n" },
    said: ["`alder==1.0` and `alder @ http", "exclude each other", "jig.toml:4:13", "stands at a.txt:1:1"],
  },
  {
    what: "versions that nobody has",
    files: { "a.txt": "alder>=1.5\nalder<1.8\n" },
    said: [
      "no version of `alder` is both `alder>=1.5` and `alder<1.8`",
      "a.txt:1:1",
      "only the following",
      "a.txt:2:1",
    ],
  },
  {
    what: "three wishes",
    files: { "a.txt": "alder>=1.5\nalder!=2.0\nalder<3\n" },
    said: [
      "no version of `alder` is all that is asked for: `alder>=1.5`, `alder!=2.0`, `alder<3`",
      "a.txt:3:1",
    ],
  },
  {
    what: "the description and another tool's lock",
    python: 'requirements = "pylock.toml"\npackages = ["alder>=2"]',
    files: { "pylock.toml": pylock },
    said: ["`alder>=2` and `alder==1.0` exclude each other", "jig.toml:4:13", "stands at pylock.toml:5:1"],
  },
];

test("what excludes each other is told with every place", async () => {
  await using index = await servePackageIndex();
  await using rig = await openIndexedRig(index);
  for (const { what, python = 'requirements = "a.txt"', files, said } of disagreements) {
    rig.write("jig.toml", `[python]\nversion = "3.11"\n${python}\n`);
    for (const [path, text] of Object.entries(files))
      rig.write(path, text.replace("INDEX", new URL(index.url).origin));
    const outcome = await rig.jig("lock");
    expectOutcome(outcome, { code: 1, stderr: said });
    const places = said.map((each) => outcome.stderr.indexOf(each));
    expect(places, `${what}: ${outcome.stderr}`).toEqual(places.toSorted((one, other) => one - other));
  }
  // This one needs no resolver.
  rig.write("jig.toml", '[python]\nversion = "3.11"\nrequirements = "pyproject.toml"\n');
  rig.write("pyproject.toml", '[project]\nname = "x"\nrequires-python = ">=3.12"\ndependencies = []\n');
  expectOutcome(await rig.jig("lock"), {
    code: 2,
    stderr: ["`>=3.12`", "jig.toml:2:11", "pyproject.toml:3:19"],
  });
}, 60_000);
