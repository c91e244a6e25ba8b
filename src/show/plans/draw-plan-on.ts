// `jig plan --on PLATFORM` for people: every file that machine installs, then its services. It knows no machine.

import { baselineOf } from "../../plan/platforms/platforms.ts";
import type { FileOn } from "../../plan/platforms/files-on.ts";
import type { PlanOn } from "../../plan/plan-on.ts";
import { drawPlannedServices, sayDevice } from "./draw-plan.ts";
import type { Paper } from "../problems/draw-problem.ts";
import { countPackages } from "../say-notes.ts";
import { saySize } from "../text/say-size.ts";
import { drawTable } from "../text/table.ts";
import { visibleText } from "../text/visible-text.ts";
import { wrapWords } from "../text/wrap-words.ts";

/** The plan of one machine that is not here. */
export const drawPlanOn = ({ plan, machine, python, files, system }: PlanOn, paper: Paper): string => {
  const { style, columns } = paper;
  const { name, platform } = machine;
  const base = `${name === platform ? "" : `${platform}, `}${baselineOf(platform)} or newer`;
  const parts = [`${style.bold(visibleText(plan.project.name))} on ${name} (${base})`];
  const sections = [python === null ? parts.join("") : `${parts.join("")}, Python ${python}`];
  if (plan.gpu !== undefined) sections[0] += `\n${wrapWords(sayDevice(plan.gpu), columns, "  ")}`;
  if (files.length > 0) sections.push(drawFiles(files, paper), wrapWords(sumOf(files), columns));
  if (system.length > 0) sections.push(wrapWords(`besides Python: ${system.join(", ")}`, columns, "  "));
  if (plan.services.length > 0) sections.push(drawPlannedServices(plan.services, paper));
  return sections.join("\n\n");
};

const drawFiles = (files: readonly FileOn[], { style, columns }: Paper): string =>
  drawTable(
    ["package", "version", "size", "file", "sha256"],
    files.map(({ package: name, version, file, isSource, from }) => [
      { text: name, ...(file === null && from === undefined ? { paint: style.bad } : {}) },
      { text: version },
      { text: file === null ? "" : file.size === null ? "unknown" : saySize(file.size) },
      from !== undefined
        ? { text: `${visibleText(from)} (built there)`, paint: style.careful }
        : file === null
          ? { text: "nothing fits: no wheel, and no source archive", paint: style.bad }
          : {
              text: `${file.name}${isSource ? " (built there)" : ""}`,
              ...(isSource ? { paint: style.careful } : {}),
            },
      { text: file?.sha256 ?? "", paint: style.dim },
    ]),
    { style, columns, heads: 2 },
  );

/** `124 packages, 103 MB`, and how many of them are no wheels. */
export const sumOf = (files: readonly FileOn[]): string => {
  const built = files.filter(({ isSource }) => isSource).length;
  const unknown = files.filter(({ file }) => file !== null && file.size === null).length;
  const missing = files.filter(({ file, from }) => file === null && from === undefined).length;
  return [
    countPackages(files.length),
    `${saySize(files.reduce((sum, { file }) => sum + (file?.size ?? 0), 0))}${unknown === 0 ? "" : ` and ${unknown} of unknown size`}`,
    ...(built === 0 ? [] : [`${built} built there from source`]),
    ...(missing === 0 ? [] : [`${missing} cannot be had`]),
  ].join(", ");
};
