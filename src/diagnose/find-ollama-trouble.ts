// A local LLM that the project insists on and that this machine would not have. One that may be absent is no trouble: the facts
// say why there is none.

import type { Diagnosis } from "./diagnosis.ts";
import { finding, type Finding } from "./finding.ts";

export const findOllamaTrouble = ({ project }: Diagnosis): readonly Finding[] => {
  const lack = project?.ollama?.lack ?? null;
  if (lack === null || !lack.isRequired) return [];
  const { service, why, hint } = lack;
  const place = project?.described.find((described) => described.service === service)?.place ?? null;
  const fix = hint ?? `set that right, or take \`require\` out: the rest comes up without \`${service}\``;
  return [{ ...finding("ollama-missing", "stops", { message: why, place, fix }), services: [service] }];
};
