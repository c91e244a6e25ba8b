// What earlier commands have left in a project, and is not as it should be: links, a jig that was killed, a kernel that did
// not answer, a file that git was not to have. Reads only.

import { join } from "node:path";

import type { ProjectProblem, ProjectState } from "../../../diagnose/diagnosis.ts";
import type { Host } from "../../../host/host.ts";
import type { Layout } from "../../../plan/layout.ts";
import { LOCAL_FILE } from "../../../probe/project/find-project.ts";
import { isTracked } from "../../../probe/project/tracked-files.ts";
import { readJournal } from "../../../realize/journal.ts";
import { isDriverLinked } from "../../../realize/gpu/link-driver.ts";
import { leftBehindIn } from "../../../realize/wait-for-turn.ts";
import { trackedLocal } from "../../../show/say-notes.ts";
import type { JigContext } from "../../context.ts";
import { lastKernelProblem } from "../making/check-kernel-once.ts";
import type { Project } from "../project.ts";

/** Nothing is started and nothing mended to find them. */
export const findLeftovers = (
  context: JigContext,
  { found, layout }: Pick<Project, "found" | "layout">,
  planned: ProjectState["planned"],
): readonly ProjectProblem[] => [
  ...findTrackedLocal(context.host, found, layout),
  ...findKernelTrouble(context, layout, planned),
  ...findLostLinks(context.host, layout, planned),
  ...findLeftBehind(layout),
];

/** No kernel is started for it: `up` has tried one, with the variables of where it was typed. */
const findKernelTrouble = (
  context: JigContext,
  layout: Layout,
  planned: ProjectState["planned"],
): readonly ProjectProblem[] => {
  const last = planned === null ? null : lastKernelProblem(context, { plan: planned.plan, layout });
  if (last === null) return [];
  const when = `\`jig up\` tried it last at ${last.at.slice(0, 16).replace("T", " ")} UTC`;
  return [{ ...last.problem, detail: [...last.problem.detail, when] }];
};

/** They were made once, and are not as they were made. */
const findLostLinks = (
  host: Host,
  layout: Layout,
  planned: ProjectState["planned"],
): readonly ProjectProblem[] => {
  const step = planned?.plan.steps.find(({ kind }) => kind === "driver");
  const isLost =
    step?.kind === "driver" &&
    readJournal(host, layout)[step.id]?.status === "done" &&
    !isDriverLinked(host, layout, step);
  return isLost ? [LOST_LINKS] : [];
};

const LOST_LINKS: ProjectProblem = {
  code: "driver-links-lost",
  severity: "warning",
  message: "the links to the NVIDIA driver's libraries are missing, or not as jig made them",
  place: null,
  hint: "`jig up` makes them anew",
  detail: [],
};

/** A living jig at work is no trouble; what one that was killed has left may never end. */
const findLeftBehind = (layout: Layout): readonly ProjectProblem[] => {
  const found = leftBehindIn(layout);
  if (found === null) return [];
  const { words, pid, isEndedInTime } = found;
  return [
    {
      code: "left-behind",
      severity: "warning",
      message: `${words}, is still at work here`,
      place: null,
      hint: `\`jig up\` waits for it${isEndedInTime ? ", and ends it after a minute" : ""}; \`kill ${pid}\` ends it now`,
      detail: [],
    },
  ];
};

const findTrackedLocal = (
  host: Host,
  { local }: Project["found"],
  { root }: Layout,
): readonly ProjectProblem[] =>
  local !== null && isTracked(host, join(root, LOCAL_FILE))
    ? [{ ...trackedLocal, severity: "warning", place: null, detail: [] }]
    : [];
