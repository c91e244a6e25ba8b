// `jig shell`: the person's own shell, inside the workbench. jig makes the environment true, greets, and becomes the shell.

import { resolve } from "node:path";

import { environmentDifference } from "../../activate/activate-environment.ts";
import { besideJupyter } from "../../activate/beside-jupyter.ts";
import { SHELL_VARIABLE } from "../../activate/shell-entry.ts";
import { shellStart, type ShellStart } from "../../activate/shell-start.ts";
import { startAndStop } from "../../activate/start-and-stop.ts";
import type { Template } from "../../describe/services/template.ts";
import { drawWelcome } from "../../show/draw-welcome.ts";
import {
  sayAlreadyEntered,
  sayForeignShell,
  sayNested,
  sayOlderEnvironment,
  sayPassedOver,
} from "../../show/say-notes.ts";
import { toldVariables } from "../../supervise/run/told-variables.ts";
import { paperOf } from "../answer/streams.ts";
import type { ShellFlags } from "../command-line/flags.ts";
import { lockingOf } from "../command-line/locking.ts";
import { reporterFor, tellStop, tellTrouble, type JigContext } from "../context.ts";
import { becomeCommand } from "../fast/become-command.ts";
import { describeProject } from "../project/description/describe-project.ts";
import { openProject } from "../project/open-project.ts";
import { prepareWorkbench } from "../project/making/prepare-workbench.ts";
import type { Prepared } from "../project/making/prepared.ts";
import { saySeenGpu } from "../services/say-up.ts";
import { askOllamaWords } from "../models/ask-ollama.ts";
import { chooseShell, enteredShell } from "../shell/choose-shell.ts";

export async function shell(context: JigContext, flags: ShellFlags): Promise<void> {
  const locking = lockingOf(flags);
  if (!locking.ok) return tellStop(context, locking.failure);
  const project = await openProject(context, flags.directory);
  if (!project.ok) return tellStop(context, project.failure);
  const { found, layout } = project.value;
  const described = describeProject(found);
  if (!described.ok) return tellStop(context, described.failure);
  const entered = enteredShell(context.host.env[SHELL_VARIABLE]);
  // The variable goes wherever the shell's programs go; only who is typed at by its pid is in that shell.
  if (entered?.root === layout.root && entered.pid === process.ppid) {
    return context.note(sayAlreadyEntered(described.value.name));
  }
  const reporter = reporterFor(context, false);
  const prepared = await prepareWorkbench(context, {
    directory: flags.directory,
    locking: locking.value,
    goal: "environment",
    purpose: "jig shell",
    reporter,
    acceptsOlder: true,
  });
  reporter.close();
  if (!prepared.ok) return tellStop(context, prepared.failure);
  const { trouble } = prepared.value;
  if (trouble !== null) {
    tellTrouble(context, trouble, "words");
    context.note(sayOlderEnvironment(false));
  }
  const start = prepareShell(context, prepared.value);
  if (entered !== null) context.note(sayNested(entered.root));
  await greet(context, prepared.value, described.value.description.welcome?.value ?? null);
  if (start.isForeign) context.note(sayForeignShell(start.argv[0]));
  const { argv, env } = start;
  const directory = resolve(context.cwd, flags.directory ?? ".");
  const { exitCode, message, hint } = becomeCommand(context.host.files, { argv, env, directory });
  context.note(`error: ${message}`);
  if (hint !== null) context.note(`hint: ${hint}`);
  context.setExitCode(exitCode);
}

/** Writes what the shell reads on its way, `start` and `stop`, into the state folder: nothing of a clone's is run as ours. */
const prepareShell = (
  { host, note, out, self }: JigContext,
  { layout: { root, state, venv }, plan, system }: Prepared,
): ShellStart => {
  const { path: program, passedOver } = chooseShell(host);
  if (passedOver !== null) note(sayPassedOver({ ...passedOver, path: program }));
  const { files, machine } = host;
  const folder = `${state}/shell`;
  const programs = `${folder}/bin`;
  const start = shellStart(host.env, {
    shell: program,
    folder,
    isInteractive: machine.tty.stdin && machine.tty.stderr,
    visit: {
      difference: environmentDifference({
        venv: plan.steps.some(({ kind }) => kind === "venv") ? venv : null,
        env: {
          ...asTemplates(toldVariables(host, state, plan.services)),
          ...besideJupyter(plan.services),
          ...plan.env,
        },
        system,
        builds: true,
        isShell: true,
      }),
      root,
      name: plan.project.name,
      programs,
      color: out.color,
    },
  });
  for (const { name, text } of startAndStop(self, root)) {
    files.makeFolder(programs);
    files.writeText(`${programs}/${name}`, text, 0o700);
  }
  for (const { path, text } of start.files) {
    files.makeFolder(path.slice(0, path.lastIndexOf("/")));
    files.writeText(path, text);
  }
  return start;
};

const asTemplates = (variables: Readonly<Record<string, string>>): Readonly<Record<string, Template>> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, [value]]));

const greet = async (
  { host, out }: JigContext,
  { plan, layout, summary, trouble, isWarm }: Prepared,
  text: string | null,
): Promise<void> => {
  // A script that is fed to the shell gets the shell's answers and nothing else.
  const { machine } = host;
  if (!out.isTerminal || !machine.tty.stdin) return;
  // Of packages that could not be had, enough was said.
  const isKnown = trouble === null && plan.steps.length > 0;
  const told = toldVariables(host, layout.state, plan.services);
  const modules = plan.steps.flatMap((step) => (step.kind === "import-check" ? step.modules : []));
  const greeting = await drawWelcome(
    {
      name: plan.project.name,
      id: plan.project.id,
      system: `${ARCHITECTURES[machine.arch] ?? machine.arch}-${machine.platform}`,
      summary: isKnown ? summary : null,
      modules: isKnown ? modules : [],
      gpu: saySeenGpu({ plan, isWarm })[0] ?? null,
      ollama: await askOllamaWords(plan, told["OLLAMA_HOST"] ?? null),
      text,
      hasServices: plan.services.length > 0,
    },
    { paper: paperOf(out), columns: out.columns() },
  );
  out.write(greeting);
};

/** As Nix and the kernel have them. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "x86_64", arm64: "aarch64" };
