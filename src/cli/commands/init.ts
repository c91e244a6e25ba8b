// `jig init`: looks at a folder, proposes a `jig.toml` for it, shows it, asks, and writes it. It overwrites nothing.

import { basename, dirname, join, resolve } from "node:path";

import { fail, ok, type Result } from "../../base/result.ts";
import { decodeText } from "../../describe/decode-text.ts";
import { errorCode, visible } from "../../host/files/file-error.ts";
import type { Files } from "../../host/host.ts";
import { layoutOf } from "../../host/layout.ts";
import { findProject, LOCAL_FILE } from "../../probe/project/find-project.ts";
import { lookAtFolder } from "../../probe/project/look-at-folder.ts";
import { probe } from "../../probe/probe.ts";
import { propose, type Proposal } from "../../propose/propose.ts";
import { drawFound, drawRemarks } from "../../show/draw-proposal.ts";
import { askYesNo } from "../answer/ask-yes-no.ts";
import { exitCodes } from "../answer/exit-codes.ts";
import { sayFindFailure } from "../answer/say-failure.ts";
import { adviseRefusal, sayRefusal } from "../answer/say-trouble.ts";
import { stopFor, type Stop } from "../answer/stop.ts";
import { paperOf } from "../answer/streams.ts";
import type { InitFlags } from "../command-line/flags.ts";
import { tellStop, type JigContext } from "../context.ts";

export async function init(context: JigContext, flags: InitFlags): Promise<void> {
  const root = placeFor(context, flags);
  if (!root.ok) return tellStop(context, root.failure);
  const proposal = await proposeFor(context, root.value);
  const isIgnoring = ignoreLocal(context.host.files, root.value) !== null;
  const remarks = drawRemarks({ ...proposal, isIgnoring }, paperOf(context.err));
  if (flags.stdout) {
    context.out.write(proposal.toml);
    return context.err.write(remarks);
  }
  context.err.write(drawFound(proposal, basename(root.value), context.err.wrapAt()));
  context.out.write(proposal.toml);
  context.err.write(remarks);
  if (!(await mayWrite(context, flags))) return context.setExitCode(exitCodes.failed);
  // Whoever was asked may have taken their time.
  const still = placeFor(context, flags);
  if (!still.ok) return tellStop(context, still.failure);
  write(context, root.value, proposal);
}

interface Ignored {
  readonly text: string;
  readonly mode: number;
}

/** What a `.gitignore` that is there becomes, with a line for what is one machine's alone; null: it stays as it is. */
const ignoreLocal = (files: Files, root: string): Ignored | null => {
  const path = join(root, GITIGNORE);
  // A link may lead to a file of another project's, and a second name is one.
  const stat = visible(() => files.lstat(path));
  if (stat?.kind !== "file" || stat.links > 1) return null;
  const bytes = visible(() => files.readBytes(path));
  const decoded = bytes === null ? null : decodeText(bytes, GITIGNORE);
  if (decoded?.ok !== true) return null;
  const { text } = decoded.value;
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  if (lines.some((line) => /^\/?(?:jig|\*)\.local\.(?:toml|\*)$/.test(line))) return null;
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const before = text === "" || text.endsWith("\n") ? text : `${text}${end}`;
  return { text: `${before}${LOCAL_FILE}${end}`, mode: stat.mode & 0o777 };
};

const GITIGNORE = ".gitignore";

/** The folder for the new description: one that is there, has none, and is nobody's home. */
const placeFor = (context: JigContext, flags: InitFlags): Result<string, Stop> => {
  const { files, machine } = context.host;
  const start = resolve(context.cwd, flags.directory ?? ".");
  const found = findProject(context.host, start);
  if (!found.ok && found.failure.reason !== "no-description") {
    return fail(stopFor(exitCodes.usage, sayFindFailure(found.failure)));
  }
  const root = files.realPath(start) ?? start;
  if (root === files.realPath(machine.home) || dirname(root) === root) {
    return fail(stopFor(exitCodes.usage, { code: "no-place", ...NO_PLACE }));
  }
  if (flags.stdout) return ok(root);
  if (found.ok && found.value.root === root) {
    const { file } = found.value;
    return fail(describedAlready(file === "jig.toml" ? "a `jig.toml`" : "`[tool.jig]` in `pyproject.toml`"));
  }
  // Nothing that can be read is found behind such a link, and it is somebody's all the same.
  const isThere = visible(() => files.lstat(join(root, "jig.toml"))) !== null;
  return isThere ? fail(describedAlready("a `jig.toml`", LEADS_NOWHERE)) : ok(root);
};

const describedAlready = (what: string, hint = SEE): Stop =>
  stopFor(exitCodes.failed, { code: "described-already", message: `there is ${what} here already`, hint });

const NO_PLACE = {
  message: "a project needs a folder of its own, and this is everything's",
  hint: "make one and begin there: `mkdir bench`, `cd bench`, `jig init`",
};

const SEE = "`jig up` brings it up; `jig init --stdout` shows what would be proposed";

const LEADS_NOWHERE = "it is a link that leads nowhere: `ls -l jig.toml` shows it; remove it, then try again";

const proposeFor = async ({ host }: JigContext, root: string): Promise<Proposal> => {
  const layout = layoutOf(host, { root, file: "jig.toml" });
  const facts = await probe(host, layout, { quick: false, withoutGpu: true });
  const proposal = propose(lookAtFolder(host.files, root, basename(root)), { facts, layout });
  const above = findProject(host, root);
  if (!above.ok || above.value.root === root) return proposal;
  const note = `a folder above has a description too (\`${above.value.root}\`): from here on down, this one will count`;
  return { ...proposal, notes: [note, ...proposal.notes] };
};

const mayWrite = async (context: JigContext, { yes }: InitFlags): Promise<boolean> => {
  if (yes) return true;
  const { stdin, stderr } = context.host.machine.tty;
  if (!stdin || !stderr) {
    context.err.write("\nnothing was written: `jig init --yes` writes it\n");
    return false;
  }
  context.err.write("\n");
  if (await askYesNo("write it?")) return true;
  context.err.write("nothing was written\n");
  return false;
};

/** `jig.toml` last: while it is missing, nothing has begun. A folder that cannot be written to is told as that. */
const write = (context: JigContext, root: string, { toml, files: others, todo }: Proposal): void => {
  const { files } = context.host;
  let ignored: Ignored | null = null;
  const written: string[] = [];
  try {
    written.push(...others.flatMap(({ path, text }) => (addFile(files, join(root, path), text) ? path : [])));
    // Somebody else may have been quicker, and theirs is not ours to replace.
    if (!files.createText(join(root, "jig.toml"), toml, 0o644)) {
      return tellStop(context, describedAlready("a `jig.toml`"));
    }
    written.push("jig.toml");
    ignored = ignoreLocal(files, root);
    if (ignored !== null) files.writeText(join(root, GITIGNORE), ignored.text, ignored.mode);
  } catch (error) {
    const code = errorCode(error);
    const why = sayRefusal(code);
    if (why === null) throw error;
    const message = `\`${root}\` cannot be written to: ${why}`;
    const hint = adviseRefusal(code, root);
    return tellStop(context, stopFor(exitCodes.failed, { code: "folder-unwritable", message, hint }));
  }
  const line = ignored === null ? "" : " and a line in .gitignore";
  const next = todo.length === 0 ? "`jig up`" : "what is to do above, then `jig up`";
  context.err.write(`\nwrote ${written.join(", ")}${line}\nnext: ${next}\n`);
};

/** Where something of that name is, or its folder is a link that may lead out of the project, it stays as it is. */
const addFile = (files: Files, path: string, text: string): boolean => {
  const folder = files.lstat(dirname(path));
  if (folder === null) files.makeFolder(dirname(path), 0o755);
  else if (folder.kind !== "folder") return false;
  return files.createText(path, text, 0o644);
};
