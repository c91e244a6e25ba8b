// `jig plan` for people: what is true already, what would be done, and which line asks for it.

import type { Place } from "../../base/place.ts";
import type { Plan, PlannedNotebooks, PlannedGpu } from "../../plan/plan.ts";
import type { ServiceSpec } from "../../plan/services/service-spec.ts";
import type { Step } from "../../plan/step.ts";
import type { Paper } from "../problems/draw-problem.ts";
import { countPackages, sayLocal } from "../say-notes.ts";
import { visibleText } from "../text/visible-text.ts";
import { drawTable } from "../text/table.ts";
import { wrapWords } from "../text/wrap-words.ts";

import type { StepStanding } from "../../plan/compare/compare-plan.ts";

/** What is known of the steps besides the plan. */
export interface Known {
  readonly standings: Readonly<Record<string, StepStanding>>;
  /** How the packages would be had; null when there are none. */
  readonly packages: { readonly way: "nix" | "machine"; readonly missing: readonly string[] } | null;
}

/** Draws the steps with their standing, then the services in the order in which they start. */
export const drawPlan = (plan: Plan, known: Known, { style, columns }: Paper): string => {
  const local = plan.local ?? [];
  const title = `${style.bold(visibleText(plan.project.name))} on ${plan.platform}`;
  const note = wrapWords(sayLocal(local), columns, "  ").split("\n").map(style.dim).join("\n");
  const sections = [local.length === 0 ? title : `${title}\n${note}`];
  if (plan.gpu !== undefined) sections[0] += `\n${wrapWords(sayDevice(plan.gpu), columns, "  ")}`;
  if (plan.steps.length > 0) sections.push(drawSteps(plan.steps, known, { style, columns }));
  if (plan.services.length > 0) sections.push(drawPlannedServices(plan.services, { style, columns }));
  const asked = plan.notebooks;
  if (asked !== undefined && (asked.clean !== null || asked.copies.length > 0))
    sections.push(drawNotebooks(asked, { style, columns }));
  return sections.join("\n\n");
};

const drawNotebooks = ({ clean, copies }: PlannedNotebooks, { style, columns }: Paper): string => {
  const rows = [
    ...(clean === null ? [] : [{ text: "git leaves outputs out", why: clean.why }]),
    ...copies.map(({ from, to, why }) => ({ text: `${from} is copied to ${to}, where that is absent`, why })),
  ].map(({ text, why }) => [{ text }, { text: sayPlace(why), paint: style.dim }]);
  return drawTable(["notebooks", "because of"], rows, { style, columns, heads: 1 });
};

/** What is computed on, and which build that takes: a line each. */
export const sayDevice = ({
  device,
  detected,
  because,
  why,
  variant,
  variantBecause,
  toolkitLimit,
}: PlannedGpu): string => {
  // Of a Mac that is not here it is known, too, and nobody has looked.
  const on = { cpu: `CPU, because ${because ?? ""}`, cuda: detected, mps: "Apple's GPU (MPS)" }[device];
  const which =
    variant === null
      ? ""
      : `\nbuild: ${variant}${variantBecause === null ? "" : `, because ${visibleText(variantBecause)}`}`;
  return `computes on: ${visibleText(on)} (${sayPlace(why)})${which}${toolkitLimit === undefined ? "" : `\nno \`toolkit\`: ${toolkitLimit}`}`;
};

const drawSteps = (
  steps: readonly Step[],
  { standings, packages }: Known,
  { style, columns }: Paper,
): string => {
  const rows = steps.map((step) => {
    const isTrue = standings[step.id] === "true-already";
    return [
      { text: isTrue ? "✓" : "→", paint: isTrue ? style.good : style.careful },
      { text: sayStep(step, packages) },
      { text: isTrue ? "true already" : "to do", paint: style.dim },
      { text: sayPlace(step.why), paint: style.dim },
    ];
  });
  return drawTable(["", "step", "", "because of"], rows, { style, columns, heads: 2 });
};

/** One step in words. */
const sayStep = (step: Step, look: Known["packages"]): string => {
  switch (step.kind) {
    case "packages": {
      const count = countPackages(step.packages.length);
      const isFromNix = look === null ? step.nix !== null : look.way === "nix";
      if (isFromNix) return `have ${count} from Nix`;
      const missing = look?.missing ?? [];
      return `look for ${count} on this machine${missing.length === 0 ? "" : ` (missing: ${missing.join(", ")})`}`;
    }
    case "driver":
      return "link the NVIDIA driver's libraries";
    case "uv":
      return `have uv ${step.minimum} or newer`;
    case "python":
      return step.path === null
        ? `download Python ${step.request}`
        : `use Python ${step.request}: ${step.path}`;
    case "lock":
      if (step.scope === "local") return "lock what jig.local.toml adds (+local)";
      return step.reason === "missing"
        ? "lock the requirements (there is no jig.lock)"
        : step.reason === "changed"
          ? "lock again (the requirements changed)"
          : "lock the requirements";
    case "nixpkgs-lock":
      return `lock the revision of nixpkgs' ${step.branch}`;
    case "venv":
      return "make .venv";
    case "install":
      return step.packages === null
        ? "install what the lock will name"
        : `install ${countPackages(step.packages)}`;
    case "import-check":
      return `import ${step.modules.join(", ")}`;
  }
};

/** The services in the order in which they start. */
export const drawPlannedServices = (services: readonly ServiceSpec[], { style, columns }: Paper): string => {
  const rows = services.map((service) => [
    { text: service.name },
    { text: service.preset, paint: style.dim },
    { text: service.port === null ? "" : `${service.port.number}${service.port.fixed ? "" : " or next"}` },
    { text: sayReadiness(service) },
    { text: service.after.map((needed) => needed.service).join(", ") },
    { text: sayPlace(service.why), paint: style.dim },
  ]);
  const heading = ["service", "preset", "port", "ready when", "after", "because of"];
  return drawTable(heading, rows, { style, columns, heads: 3 });
};

const sayReadiness = ({ ready: { probe }, oneshot }: ServiceSpec): string => {
  if (oneshot) return "it ended well";
  switch (probe.kind) {
    case "http":
      return `${probe.path} answers`;
    case "tcp":
      return "its port answers";
    case "started":
      return "it runs";
  }
};

const sayPlace = ({ file, line }: Place): string => `${file}:${line}`;
