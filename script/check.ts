// The whole check, one part after another, all of them even when one fails. The last line on stdout is
// `N passed, N failed` (`, N skipped`). It changes no file of the repository but `dist/`.

import { chmodSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dir, "..");
const bin = join(root, "node_modules", ".bin");
// Everything that the parts write for a while lies here, so that what they forget is seen.
const temporary = mkdtempSync(join(realpathSync(tmpdir()), "jig-check-"));
// Tests with two people on one machine: the other one must get through to a project in here.
chmodSync(temporary, 0o711);

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const total: Counts = { passed: 0, failed: 0, skipped: 0 };

const run = (argv: readonly string[]): boolean => {
  const ran = Bun.spawnSync([...argv], {
    cwd: root,
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
    env: { ...process.env, TMPDIR: temporary, PATH: `${bin}:${process.env["PATH"] ?? ""}` },
  });
  return ran.exitCode === 0;
};

const count = (name: string, counts: Counts, ms: number): void => {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  const skipped = counts.skipped === 0 ? "" : `, ${counts.skipped} skipped`;
  const seconds = (ms / 1000).toFixed(1);
  console.log(`— ${name}: ${counts.passed} passed, ${counts.failed} failed${skipped} (${seconds} s)\n`);
};

const check = (name: string, argv: readonly string[]): void => {
  console.log(`— ${name}`);
  const start = performance.now();
  const passed = run(argv);
  count(name, { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 }, performance.now() - start);
};

const attribute = (report: string, name: string): number =>
  Number(new RegExp(`<testsuites [^>]*\\b${name}="(\\d+)"`).exec(report)?.[1] ?? "0");

const test = (name: string, args: readonly string[]): void => {
  console.log(`— ${name}`);
  const report = join(temporary, "report.xml");
  const start = performance.now();
  const isGreen = run(["bun", "test", "--dots", "--reporter=junit", `--reporter-outfile=${report}`, ...args]);
  let text = "";
  try {
    text = readFileSync(report, "utf8");
    rmSync(report);
  } catch {
    // No report: the runner itself failed, which counts below.
  }
  const [tests, failures, skipped] = ["tests", "failures", "skipped"].map((key) => attribute(text, key));
  const failed = failures ?? 0;
  const counts = {
    passed: (tests ?? 0) - failed - (skipped ?? 0),
    // A file that cannot be loaded is no test case, and still a failure.
    failed: !isGreen && failed === 0 ? 1 : failed,
    skipped: skipped ?? 0,
  };
  count(name, counts, performance.now() - start);
};

check("format", ["oxfmt", "--check", "."]);
check("lint", ["oxlint", "--type-aware", "--deny-warnings"]);
check("types", ["tsc", "--noEmit"]);
check("dead code", ["knip", "--no-progress"]);
check("reference pages", ["bun", "script/reference.ts", "--check"]);
check("marks", ["bun", "script/forbid.ts"]);
test("unit tests", ["--timeout=60000", "./src", "./script", "./bench"]);
check("build", ["bun", "script/build.ts"]);
test("rig tests", ["--parallel=2", "--timeout=60000", "./test"]);

/** The processes of tests, by command line; they know the temporary folder by a word or a variable. Linux only. */
const processesLeft = (): readonly string[] => {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").flatMap((pid) => {
    const read = (file: string): string => {
      try {
        return readFileSync(`/proc/${pid}/${file}`, "utf8");
      } catch {
        // Another user's, or it has ended.
        return "";
      }
    };
    if (!/^\d+$/.test(pid) || !`${read("cmdline")}\0${read("environ")}`.includes(temporary)) return [];
    // One that has ended and waits for its parent has no command line.
    const words = read("cmdline").replaceAll("\0", " ").trim();
    return words === "" ? [] : [`${pid} ${words}`];
  });
};

/** What stays for longer than an end takes. */
const waitForProcesses = async (): Promise<readonly string[]> => {
  const deadline = performance.now() + 5000;
  for (;;) {
    const processes = processesLeft();
    if (processes.length === 0 || performance.now() > deadline) return processes;
    await Bun.sleep(50);
  }
};

const processes = await waitForProcesses();
for (const process of processes) console.log(`left behind: process ${process}`);
const files = readdirSync(temporary);
if (files.length > 0) console.log(`left behind in the temporary folder: ${files.join(", ")}`);
const isClean = files.length === 0 && processes.length === 0;
count("nothing left behind", { passed: isClean ? 1 : 0, failed: isClean ? 0 : 1, skipped: 0 }, 0);
rmSync(temporary, { recursive: true, force: true });

const skippedText = total.skipped === 0 ? "" : `, ${total.skipped} skipped`;
console.log(`${total.passed} passed, ${total.failed} failed${skippedText}`);
process.exit(total.failed === 0 ? 0 : 1);
