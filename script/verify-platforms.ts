// Holds what `jig plan --on PLATFORM` says, file by file, against what pip would install there: `bun
// script/verify-platforms.ts [--record FOLDER] [SET…]`. It needs `dist/jig`, Python and a package index, takes minutes, and
// is no part of the checks; a recorded part of its answers is (`src/plan/platforms/files-on.test.ts`).

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { markerValuesOf, PLATFORMS, type Platform } from "../src/plan/platforms/platforms.ts";
import { comparePair, pipPlatforms, type Pair } from "./platform-truth/pip-platforms.ts";

const repository = join(import.meta.dir, "..");
const jig = join(repository, "dist", "jig");

/** What people ask for, by the name of the set. */
const sets: Readonly<Record<string, readonly string[]>> = {
  workbench: readFileSync(join(repository, "examples/workbench/requirements.txt"), "utf8")
    .split("\n")
    .filter((line) => /^\w/.test(line)),
  "scikit-learn": ["scikit-learn"],
  torch: ["torch"],
  "jupyter-ai": ["jupyter-ai"],
  Django: ["Django"],
  geopandas: ["geopandas"],
};

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (command: readonly string[], options: { readonly cwd: string; readonly stdin?: string }): Ran => {
  const { PIP_FIND_LINKS: _, ...env } = process.env;
  const ran = Bun.spawnSync([...command], {
    cwd: options.cwd,
    env,
    stdin: options.stdin === undefined ? "ignore" : new TextEncoder().encode(options.stdin),
  });
  return { code: ran.exitCode, stdout: ran.stdout.toString(), stderr: ran.stderr.toString() };
};

interface PlannedFile {
  readonly package: string;
  readonly version: string;
  readonly name: string;
  readonly sha256: string;
  readonly built: boolean;
}

interface PlanOn {
  readonly python: string;
  readonly files: readonly PlannedFile[];
}

const planOn = (project: string, platform: Platform): PlanOn => {
  const { code, stdout, stderr } = run([jig, "plan", "--on", platform, "--json"], { cwd: project });
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
};

interface Report {
  readonly install: readonly {
    readonly metadata: { readonly name: string; readonly version: string };
    readonly download_info: {
      readonly url: string;
      readonly archive_info: { readonly hashes: { readonly sha256: string } };
    };
  }[];
}

/** What pip would install, when it may choose only the versions that are locked for this platform. */
const askPip = (
  pip: string,
  project: string,
  {
    platform,
    plan,
    requirements,
  }: { readonly platform: Platform; readonly plan: PlanOn; readonly requirements: readonly string[] },
): readonly Pair[] | string => {
  const wheels = plan.files.filter(({ built }) => !built);
  const constraints = join(project, `constraints-${platform}.txt`);
  writeFileSync(constraints, wheels.map((file) => `${file.package}==${file.version}\n`).join(""));
  const path = join(project, `report-${platform}.json`);
  const args = [
    "install",
    "--dry-run",
    "--ignore-installed",
    "--report",
    path,
    "--only-binary=:all:",
    "--target",
    join(project, "never"),
    "--implementation=cp",
    `--python-version=${plan.python}`,
    ...pipPlatforms(platform).map((name) => `--platform=${name}`),
    "-c",
    constraints,
    ...requirements,
    "pip",
  ];
  const driver = join(import.meta.dir, "platform-truth", "pip-on-platform.py");
  const stdin = JSON.stringify({ markers: markersFor(platform, plan.python), args });
  const { code, stdout, stderr } = run([pip, driver], { cwd: project, stdin });
  if (code !== 0) return [...lastOf(stdout, 6), ...lastOf(stderr, 3)].join("\n    ");
  const report: Report = JSON.parse(readFileSync(path, "utf8"));
  return report.install.map(({ metadata, download_info: { url, archive_info } }) => ({
    package: metadata.name.toLowerCase().replaceAll(/[-_.]+/g, "-"),
    name: decodeURIComponent(url.split("/").at(-1) ?? ""),
    sha256: archive_info.hashes.sha256,
  }));
};

const lastOf = (text: string, count: number): readonly string[] => text.trim().split("\n").slice(-count);

const markersFor = (platform: Platform, python: string): Readonly<Record<string, string>> => {
  const { extra: _, ...values } = markerValuesOf(platform, python);
  return values;
};

/** A Python with the newest pip: older ones fetch whole wheels to answer. */
const makePip = (folder: string): string => {
  const venv = join(folder, "pip");
  for (const command of [
    ["python3", "-m", "venv", venv],
    [join(venv, "bin", "python"), "-m", "pip", "install", "--quiet", "--upgrade", "pip"],
  ]) {
    const { code, stderr } = run(command, { cwd: folder });
    if (code !== 0) throw new Error(stderr);
  }
  return join(venv, "bin", "python");
};

const lockSet = (folder: string, name: string, requirements: readonly string[]): string => {
  const project = join(folder, name);
  mkdirSync(project);
  const text = `platforms = ${JSON.stringify(PLATFORMS)}\n[python]\nversion = "3.11"\npackages = ${JSON.stringify(requirements)}\n`;
  writeFileSync(join(project, "jig.toml"), text);
  const { code, stderr } = run([jig, "lock"], { cwd: project });
  if (code !== 0) throw new Error(stderr);
  for (const line of stderr.split("\n").filter((each) => each.startsWith("warning:")))
    console.log(`  ${line}`);
  return project;
};

/** One set on every platform: how many files, and what pip would do otherwise. */
const verifySet = (
  folder: string,
  name: string,
  { pip, record }: { readonly pip: string; readonly record: string | null },
): number => {
  console.log(name);
  const requirements = sets[name] ?? [name];
  const project = lockSet(folder, name, requirements);
  const answers: Record<string, readonly Pair[]> = {};
  let wrong = 0;
  for (const platform of PLATFORMS) {
    const plan = planOn(project, platform);
    const built = plan.files.filter((file) => file.built).map((file) => file.package);
    const answer = askPip(pip, project, { platform, plan, requirements });
    if (typeof answer === "string") {
      wrong += 1;
      console.log(`  ${platform}: pip has no answer: ${answer}`);
      continue;
    }
    const ours = plan.files.filter((file) => !file.built);
    // Only wheels are asked of pip, so in place of a source archive it takes another version.
    const theirs = answer.filter((pair) => !built.includes(pair.package));
    const differences = comparePair(ours, theirs);
    answers[platform] = theirs;
    wrong += differences.length;
    const sources = built.length === 0 ? "" : `, not compared (source archives): ${built.join(", ")}`;
    console.log(`  ${platform}: ${ours.length} files, ${differences.length} mismatches${sources}`);
    for (const difference of differences) console.log(`    ${difference}`);
  }
  if (record !== null) {
    mkdirSync(record, { recursive: true });
    writeFileSync(join(record, `${name}.lock`), readFileSync(join(project, "jig.lock")));
    writeFileSync(join(record, `${name}.json`), `${JSON.stringify(answers, null, 2)}\n`);
  }
  return wrong;
};

const words = process.argv.slice(2);
const isRecording = words[0] === "--record";
const record = isRecording ? (words[1] ?? null) : null;
const chosen = isRecording ? words.slice(2) : words;
const folder = mkdtempSync(join(tmpdir(), "jig-platforms-"));
try {
  const pip = makePip(folder);
  let wrong = 0;
  for (const name of chosen.length === 0 ? Object.keys(sets) : chosen) {
    wrong += verifySet(folder, name, { pip, record });
  }
  console.log(wrong === 0 ? "pip would install the same files everywhere" : `${wrong} mismatches`);
  process.exitCode = wrong === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
