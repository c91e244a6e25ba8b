// Which packages a folder asks for, and which Python: the first of its files that lists them counts, the others are named.

import { sayCount } from "../../base/say-count.ts";
import { quote } from "../../describe/words.ts";
import type { VersionWish } from "../python/choose-version.ts";
import { textOf, type Folder } from "../folder.ts";
import { packagesImported } from "./packages-imported.ts";
import { readConda, type CondaFile } from "../read/read-conda.ts";
import { readFlake } from "../read/read-flake.ts";
import { readPyproject, type Pyproject } from "../read/read-pyproject.ts";

export interface GatheredPackages {
  readonly name: string | null;
  /** Requirements files, relative to the folder. */
  readonly requirements: readonly string[];
  readonly packages: readonly string[];
  /** In the order in which they count. */
  readonly wishes: readonly VersionWish[];
  /** What was found, a line each, for people. */
  readonly found: readonly string[];
  readonly notes: readonly string[];
}

/** Reads all files of the folder that name packages or a Python. */
export const gatherPackages = (folder: Folder): GatheredPackages => {
  const pyproject = readPyproject(textOf(folder, "pyproject.toml"));
  const condaFile = CONDA_FILES.find((name) => folder.files.includes(name)) ?? null;
  const conda = condaFile === null ? null : readConda(textOf(folder, condaFile), condaFile);
  const flake = readFlake(textOf(folder, "flake.nix"));
  const sources = [
    ...fromUvLock(folder, pyproject),
    ...fromRequirements(folder, conda),
    ...fromPyproject(pyproject),
    ...(condaFile === null ? [] : fromConda(condaFile, conda)),
    ...fromList("flake.nix", flake.packages),
  ];
  const chosen = sources[0] ?? fromImports(folder);
  const others = sources.slice(1).filter(({ from }) => !chosen.covers.includes(from));
  return {
    name: pyproject.name ?? conda?.name ?? null,
    requirements: chosen.requirements,
    packages: chosen.packages,
    wishes: [
      ...wish(pyproject.requiresPython, "pyproject.toml"),
      ...pinnedWishes(folder),
      ...wish(conda?.python ?? null, condaFile ?? ""),
      ...wish(flake.python === null ? null : `=${flake.python}`, "flake.nix"),
    ],
    found: chosen.found,
    notes: [
      ...chosen.notes,
      ...others.map(
        ({ from }) => `not taken: the packages of ${quote(from)}; those of ${quote(chosen.from)} are`,
      ),
      ...pyproject.notes,
      ...(chosen.from === "uv.lock" ? [] : groupsNote(pyproject, chosen.from)),
      ...(conda?.notes ?? []),
      ...missingFiles(folder, conda).map(
        (file) =>
          `${quote(condaFile ?? "")} names ${quote(file)}, which was not found: what it lists is missing`,
      ),
      ...folder.files.flatMap((path) => (path === chosen.from ? [] : (STAYING[path] ?? []))),
    ],
  };
};

const missingFiles = ({ files, unread }: Folder, conda: CondaFile | null): readonly string[] =>
  (conda?.requirements ?? []).filter(
    (file) => !files.includes(file) && unread.every(({ path }) => path !== file),
  );

/** What is said of files that jig has no use for, so that nobody waits for it. */
const STAYING: Readonly<Record<string, string>> = {
  "uv.lock": "`uv.lock` stays as it is: jig keeps a `jig.lock` of its own",
  "flake.nix": "`flake.nix` stays as it is: `jig.toml` can live beside it, and jig needs no Nix",
};

const CONDA_FILES = ["environment.yml", "environment.yaml", "conda.yml", "conda.yaml"];

interface PackageSource {
  readonly from: string;
  /** Other sources that it has in it. */
  readonly covers: readonly string[];
  readonly requirements: readonly string[];
  readonly packages: readonly string[];
  readonly found: readonly string[];
  readonly notes: readonly string[];
}

const NOTHING = { covers: [], requirements: [], packages: [], found: [], notes: [] };

/** Extras of the project's own work: rarely what the bench needs, and never instead of the others. */
const FOR_DEVELOPERS =
  /(?:^|[-_./])(?:dev|develop|development|test|tests|testing|doc|docs|lint|ci|build|optional)(?=[-_./])/i;

const fromRequirements = (folder: Folder, conda: CondaFile | null): readonly PackageSource[] => {
  const named = (conda?.requirements ?? []).filter((file) => folder.files.includes(file));
  const files = folder.files.filter((path) =>
    /^[^/]*requirements[^/]*\.txt$|^requirements\/[^/]+\.txt$/.test(path),
  );
  const main = files.filter((path) => !FOR_DEVELOPERS.test(path) && !/constraints|lock/i.test(path));
  const taken =
    named.length > 0
      ? named
      : files.includes("requirements.txt")
        ? ["requirements.txt"]
        : main.length > 0
          ? main
          : files;
  const [first] = taken;
  if (first === undefined) return [];
  const left = files.filter((path) => !taken.includes(path) && !textsHolding(folder, taken).includes(path));
  const isConda = named.length > 0 && conda !== null;
  return [
    {
      ...NOTHING,
      from: first,
      covers: isConda ? CONDA_FILES : [],
      requirements: taken,
      packages: isConda ? conda.packages : [],
      found: [`${taken.map(quote).join(", ")}: the packages`],
      notes:
        left.length === 0
          ? []
          : [`not taken: ${left.map(quote).join(", ")}; add what the bench needs to \`requirements\``],
    },
  ];
};

/** The texts of some files in one, to see whether they name another file. */
const textsHolding = (folder: Folder, files: readonly string[]): string =>
  files.map((path) => textOf(folder, path)).join("\n");

/** uv's lock, and what it answers: its versions are taken as they are. */
const fromUvLock = (folder: Folder, { dependencies, hasList }: Pyproject): readonly PackageSource[] =>
  folder.files.includes("uv.lock") && hasList
    ? [
        {
          ...NOTHING,
          from: "uv.lock",
          covers: ["pyproject.toml"],
          requirements: ["uv.lock"],
          found: [
            `\`uv.lock\`: the versions of what \`pyproject.toml\` lists (${counted(dependencies.length)})`,
          ],
        },
      ]
    : [];

/** Named where all of it can be taken; else what can is copied. */
const fromPyproject = ({ dependencies, isWhole }: Pyproject): readonly PackageSource[] =>
  isWhole && dependencies.length > 0
    ? [
        {
          ...NOTHING,
          from: "pyproject.toml",
          requirements: ["pyproject.toml"],
          found: [`\`pyproject.toml\`: ${counted(dependencies.length)}`],
        },
      ]
    : fromList("pyproject.toml", dependencies);

const groupsNote = ({ groups }: Pyproject, from: string): readonly string[] => {
  if (groups.length === 0) return [];
  const not = `the dependency groups of \`pyproject.toml\` are not taken: ${groups.map(quote).join(", ")}`;
  return [
    from === "pyproject.toml" ? `${not}; \`groups\` beside \`requirements\` takes those that it names` : not,
  ];
};

const fromList = (from: string, packages: readonly string[]): readonly PackageSource[] =>
  packages.length === 0
    ? []
    : [
        {
          ...NOTHING,
          from,
          packages,
          found: [`${quote(from)}: ${counted(packages.length)}`],
          notes: [
            `\`packages\` is a copy of what ${quote(from)} lists: a change there is to be made here too`,
          ],
        },
      ];

const fromConda = (file: string, conda: CondaFile | null): readonly PackageSource[] =>
  fromList(file, conda?.packages ?? []).map((source) => ({
    ...source,
    found: [`${quote(file)}: ${counted(source.packages.length)}, by their names on PyPI`],
  }));

const fromImports = (folder: Folder): PackageSource => {
  const { packages, unknown } = packagesImported(folder);
  return {
    ...NOTHING,
    from: "the imports",
    packages,
    found: packages.length === 0 ? [] : [`imports: ${counted(packages.length)}`],
    notes:
      unknown.length === 0
        ? []
        : [
            `imported, and not known to jig by a package: ${unknown.slice(0, 20).map(quote).join(", ")}; add those that are needed`,
          ],
  };
};

const counted = (count: number): string => sayCount(count, "package");

const wish = (range: string | null, from: string): readonly VersionWish[] =>
  range === null ? [] : [{ range, from }];

/** pyenv's and uv's file, and Heroku's. */
const pinnedWishes = (folder: Folder): readonly VersionWish[] => {
  const pinned = /^\s*(?:cpython-)?([23]\.\d{1,2})(?:\.\d+)?\s*$/m.exec(
    textOf(folder, ".python-version"),
  )?.[1];
  const runtime = /^python-([23]\.\d{1,2})/m.exec(textOf(folder, "runtime.txt"))?.[1];
  return [
    ...wish(pinned === undefined ? null : `=${pinned}`, ".python-version"),
    ...wish(runtime === undefined ? null : `=${runtime}`, "runtime.txt"),
  ];
};
