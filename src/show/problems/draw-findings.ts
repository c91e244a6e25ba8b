// `jig doctor` for people and for scripts: a few lines on the machine, then the findings, the worst first, each with what
// to do. Narrow on purpose, and the words carry everything that a colour would.

import type { Diagnosis } from "../../diagnose/diagnosis.ts";
import type { Finding, Harm } from "../../diagnose/finding.ts";
import type { IndexSymptom } from "../../diagnose/symptoms.ts";
import { minorsOf } from "../../plan/python/choose-python.ts";
import { platformOf } from "../../plan/facts.ts";
import { sayGpu } from "../../plan/gpu/say-gpu.ts";
import type { Paper } from "./draw-problem.ts";
import { sayGpuProof } from "../environment/say-gpu-proof.ts";
import type { Style } from "../text/style.ts";
import { visibleText } from "../text/visible-text.ts";
import { wrapAfter, wrapWords } from "../text/wrap-words.ts";

/** The whole page, without its last line ending. */
export const drawDiagnosis = (diagnosis: Diagnosis, findings: readonly Finding[], paper: Paper): string => {
  const { project } = diagnosis;
  const { style, columns } = paper;
  const title = project === null ? "this machine" : project.name;
  return [
    [style.bold(wrapWords(visibleText(title), columns)), ...drawFacts(diagnosis, paper)].join("\n"),
    ...findings.map((finding) => drawFinding(finding, paper)),
    drawVerdict(diagnosis, findings, style),
  ].join("\n\n");
};

/** The same as one object of JSON. */
export const reportDiagnosis = (diagnosis: Diagnosis, findings: readonly Finding[]) => {
  const { facts, symptoms, project } = diagnosis;
  return {
    version: 1,
    ok: findings.every(({ harm }) => harm !== "stops"),
    project: project === null ? null : { name: project.name, root: project.root },
    machine: {
      platform: platformOf(facts),
      system: facts.distribution?.title ?? null,
      libc: facts.libc,
      wsl: facts.wsl,
      container: facts.container,
      pythons: facts.pythons,
      uv: facts.uv,
      git: facts.git,
      nix: facts.nix,
      gpu: facts.gpu,
      proof: project?.proof ?? null,
      ollama: project?.ollama?.words ?? null,
      indexes: symptoms.indexes.map(({ host, proxy, outcome }) => ({ host, proxy, outcome: outcome.kind })),
      freeBytes: facts.diskFree,
    },
    findings,
  };
};

const drawFacts = (diagnosis: Diagnosis, { style, columns }: Paper): readonly string[] => {
  const { facts, symptoms, project } = diagnosis;
  const where = [
    facts.distribution?.title ?? facts.os,
    facts.arch,
    ...(facts.wsl === null ? [] : [`WSL ${facts.wsl}`]),
    ...(facts.container ? ["in a container"] : []),
  ];
  const running = servicesIn(project);
  const rows: readonly (readonly [string, string])[] = [
    ...(project === null ? [] : [["folder", project.root] as const]),
    ["system", where.join(", ")],
    ["Python", sayPythons(diagnosis)],
    ["uv", facts.uv?.version ?? "jig brings its own"],
    ["git", facts.git?.version ?? "none"],
    ...(facts.nix === null ? [] : [["Nix", facts.nix] as const]),
    ["GPU", sayGpu(facts.gpu)],
    ...sayProof(project),
    ...symptoms.indexes.map((index) => ["index", sayIndex(index)] as const),
    ["free", facts.diskFree === null ? "not known" : `${sayBytes(facts.diskFree)} of disk`],
    ...(running.length === 0
      ? []
      : [["runs", running.map(({ name, state }) => `${name} (${state})`).join(", ")] as const]),
  ];
  return rows.map(([label, text]) => {
    const head = `  ${style.dim(label.padEnd(6))}  `;
    // A path is for copying: the terminal may break it, jig does not.
    return label === "folder" ? head + visibleText(text) : wrapAfter(head, visibleText(text), columns);
  });
};

/** What has stopped and is not described any more is no service. */
const servicesIn = (project: Diagnosis["project"]): NonNullable<Diagnosis["project"]>["services"] => {
  const described = project?.planned?.plan.services.map(({ name }) => name) ?? null;
  return (project?.services ?? []).filter(
    ({ name, state }) => state !== "stopped" || described === null || described.includes(name),
  );
};

const sayProof = (project: Diagnosis["project"]): readonly (readonly [string, string])[] => {
  const proof = project?.proof ?? null;
  const because = project?.planned?.plan.gpu?.because ?? null;
  const ollama = project?.ollama?.words ?? null;
  return [
    ...(proof === null ? [] : [["proof", sayGpuProof(proof, because)] as const]),
    ...(ollama === null ? [] : [["Ollama", ollama] as const]),
  ];
};

/** The one that the project gets, or those that are here. */
const sayPythons = ({ facts, project }: Diagnosis): string => {
  const step = project?.planned?.plan.steps.find(({ kind }) => kind === "python");
  const path = step?.kind === "python" ? step.path : null;
  const chosen = [...(facts.venv.kind === "ours" ? [facts.venv.python] : []), ...facts.pythons].find(
    (python) => python.path === path,
  );
  if (chosen !== undefined) return `${chosen.version} (${chosen.path})`;
  const versions = minorsOf(facts.pythons);
  return versions.length === 0 ? "none" : versions.join(", ");
};

const sayIndex = ({ host, proxy, outcome }: IndexSymptom): string => {
  const how = outcome.kind === "answers" && outcome.status < 400 ? "answers" : sayNot(outcome);
  return `${host} ${how}${proxy === null ? "" : ` (by the proxy ${proxy})`}`;
};

const sayNot = (outcome: IndexSymptom["outcome"]): string => {
  if (outcome.kind === "answers") return `answers ${outcome.status}`;
  return outcome.kind === "offline" ? "is not asked: offline" : "cannot be reached";
};

const sayBytes = (bytes: number): string => {
  const gigabytes = bytes / 1e9;
  if (gigabytes >= 10) return `${Math.round(gigabytes)} GB`;
  return gigabytes >= 1 ? `${gigabytes.toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
};

const WORDS: Readonly<Record<Harm, string>> = { stops: "error", hinders: "warning", note: "note" };

const drawFinding = ({ harm, message, place, detail, fix }: Finding, { style, columns }: Paper): string => {
  const paint = { stops: style.bad, hinders: style.careful, note: style.dim }[harm];
  return [
    wrapWords(`${paint(WORDS[harm])}: ${visibleText(message)}`, columns, "  "),
    ...(place === null ? [] : [style.dim(` --> ${visibleText(place.file)}:${place.line}`)]),
    ...detail.map((line) => wrapAfter(`  ${style.dim("│")} `, visibleText(line), columns)),
    wrapWords(`hint: ${visibleText(fix)}`, columns, "  "),
  ].join("\n");
};

const drawVerdict = ({ project }: Diagnosis, findings: readonly Finding[], style: Style): string => {
  const stopping = findings.filter(({ harm }) => harm === "stops");
  const count = stopping.filter(({ services }) => services === undefined).length;
  const services = [...new Set(stopping.flatMap((stop) => stop.services ?? []))];
  if (count === 0 && services.length > 0) {
    const names = services.map((service) => `\`${visibleText(service)}\``).join(", ");
    return `${style.bad("✗")} \`jig up\` does not start ${names}; nothing stops the rest`;
  }
  if (count > 0) {
    return `${style.bad("✗")} ${count === 1 ? "one thing stops" : `${count} things stop`} \`jig up\``;
  }
  const here = project === null ? " on this machine" : "";
  return `${style.good("✓")} nothing stops \`jig up\`${here}`;
};
