// Other tools on this machine: git, and what conda, pyenv and others have set up beside jig.

import type { Facts } from "../plan/facts.ts";
import { quoteWord } from "../plan/render/render-shell.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { finding, type Finding } from "./finding.ts";
import type { BrokenKernel, ShellLine } from "./symptoms.ts";

/** The first git that knows all that uv asks of it: partial clones, `sparse-checkout`. */
const OLDEST_GIT: readonly [number, number] = [2, 25];

export const findToolTrouble = ({ facts, symptoms }: Diagnosis): readonly Finding[] => [
  ...findGit(facts),
  ...byTool(symptoms.shellLines).map((lines) => shellNote(lines)),
  ...symptoms.brokenKernels.map((kernel) => kernelNote(kernel)),
];

const findGit = ({ git, os }: Facts): readonly Finding[] => {
  if (git === null) {
    return [
      finding("no-git", "note", {
        message: "there is no git here",
        fix:
          os === "macos"
            ? "install it when you want to share the project: `xcode-select --install`"
            : "install it when you want to share the project",
      }),
    ];
  }
  const [major = 0, minor = 0] = git.version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_GIT;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return [];
  return [
    finding("old-git", "note", {
      message: `git ${git.version} (\`${git.path}\`) is old`,
      fix: `install git ${OLDEST_GIT.join(".")} or newer`,
    }),
  ];
};

const byTool = (lines: readonly ShellLine[]): readonly (readonly [ShellLine, ...ShellLine[]])[] => {
  const tools = new Map<string, [ShellLine, ...ShellLine[]]>();
  for (const line of lines) {
    const known = tools.get(line.tool);
    if (known === undefined) tools.set(line.tool, [line]);
    else known.push(line);
  }
  return [...tools.values()];
};

const shellNote = ([first, ...others]: readonly [ShellLine, ...ShellLine[]]): Finding =>
  finding("shell-lines", "note", {
    message: `${first.tool} sets up every new terminal`,
    place: { file: first.file, line: first.line },
    detail: others.map(({ file, line }) => `also ${file}:${line}`),
    fix:
      first.tool === "nvm"
        ? "nothing to do: `jig run` and the services put the project's programs first"
        : "nothing for jig; in a terminal, `jig shell` or `jig run -- python` has the project's Python",
  });

const kernelNote = ({ name, folder, program }: BrokenKernel): Finding =>
  finding("broken-kernel", "note", {
    message: `the Jupyter kernel \`${name}\` of your own cannot start: there is no \`${program}\``,
    fix: `remove it: \`rm -r ${quoteWord(folder)}\`; jig's own kernel is used in any case`,
  });
