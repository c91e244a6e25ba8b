// `jig plan --on all` for people: one table of packages by platforms, in which what differs is marked. It knows no machine.

import type { FileOn } from "../../plan/platforms/files-on.ts";
import type { ComparedPlans, PlanOn, SystemPackageOnAll } from "../../plan/plan-on.ts";
import { sayDevice } from "./draw-plan.ts";
import { sumOf } from "./draw-plan-on.ts";
import type { Paper } from "../problems/draw-problem.ts";
import { saySize } from "../text/say-size.ts";
import { drawTable } from "../text/table.ts";
import { visibleText } from "../text/visible-text.ts";
import { wrapWords } from "../text/wrap-words.ts";

const MARK = "≠";

/** The plans side by side. */
export const drawPlansOn = (
  plans: readonly PlanOn[],
  { packages: compared, system }: ComparedPlans,
  paper: Paper,
): string => {
  const { style, columns } = paper;
  const names = plans.map(({ machine }) => machine.name);
  const title = style.bold(visibleText(plans[0]?.plan.project.name ?? ""));
  const python = plans[0]?.python ?? null;
  const head = `${title} on ${names.join(", ")}${python === null ? "" : `, Python ${python}`}`;
  const rows = compared.map(({ package: name, on, differs }) => {
    const files = names.map((platform) => on[platform] ?? null);
    const versions = [...new Set(files.flatMap((file) => file?.version ?? []))];
    const paint = differs ? { paint: style.careful } : {};
    return [
      { text: differs ? MARK : "", ...paint },
      { text: name, ...paint },
      { text: versions.length === 1 ? (versions[0] ?? "") : "" },
      ...files.map((file) => cellOf(file, versions.length > 1)),
    ];
  });
  const different = compared.filter(({ differs }) => differs).length;
  const sums = plans.map((plan) => `${plan.machine.name}: ${sumOf(plan.files)}`);
  const note =
    different === 0
      ? "every package is on all of them, in one version"
      : `${MARK} ${different} of ${compared.length} differ: not on all of them, in another version, or built from source on some`;
  const table = drawTable(["", "package", "version", ...names], rows, { style, columns, heads: 3 });
  const devices = plans.flatMap(({ machine, plan }) =>
    plan.gpu === undefined ? [] : `${machine.name} ${sayDevice(plan.gpu).replaceAll("\n", "\n  ")}`,
  );
  const below = [...sums, note, ...noteOf(system), "Windows: in WSL, as Linux"];
  return [
    wrapWords(head, columns, "  "),
    ...(rows.length === 0 ? [] : [table]),
    ...(system.length === 0 ? [] : [drawSystems(system, names, paper)]),
    ...(devices.length === 0 ? [] : [devices.map((line) => wrapWords(line, columns, "  ")).join("\n")]),
    below.map((line) => wrapWords(line, columns, "  ")).join("\n"),
  ].join("\n\n");
};

const drawSystems = (
  system: readonly SystemPackageOnAll[],
  names: readonly string[],
  { style, columns }: Paper,
): string =>
  drawTable(
    ["", "besides Python", ...names],
    system.map(({ package: name, on, differs }) => {
      const paint = differs ? { paint: style.careful } : {};
      const cells = names.map((platform) => ({ text: on[platform] === true ? "yes" : "–" }));
      return [{ text: differs ? MARK : "", ...paint }, { text: visibleText(name), ...paint }, ...cells];
    }),
    { style, columns, heads: 2 },
  );

/** None, where all want the same. */
const noteOf = (system: readonly SystemPackageOnAll[]): readonly string[] => {
  const different = system.filter(({ differs }) => differs).length;
  return different === 0
    ? []
    : [`${MARK} ${different} of ${system.length} besides Python: not for all of them`];
};

const cellOf = (file: FileOn | null, hasVersions: boolean): { readonly text: string } => {
  if (file === null) return { text: "–" };
  const version = hasVersions ? `${file.version} ` : "";
  if (file.from !== undefined) return { text: `${version}(built there)` };
  if (file.file === null) return { text: `${version}nothing fits` };
  const size = file.file.size === null ? "size unknown" : saySize(file.file.size);
  return { text: `${version}${size}${file.isSource ? " (built there)" : ""}` };
};
