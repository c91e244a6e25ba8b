// What is told when an environment got another Python below what runs: who goes on with the former one, and what ends that.

import type { PythonFact } from "../../plan/facts.ts";
import type { Problem } from "../problems/draw-problem.ts";

export interface FormerPython {
  readonly former: PythonFact;
  readonly python: PythonFact;
  /** The services that run on the former one; one at least. */
  readonly services: readonly string[];
  /** The kernels among them, by their notebooks. */
  readonly kernels: readonly { readonly service: string; readonly title: string; readonly isBusy: boolean }[];
}

/** A warning with a line for every kernel. */
export const sayFormerPython = ({ former, python, services, kernels }: FormerPython): Problem => {
  const names = services.join(", ");
  const [go, start] = services.length === 1 ? ["goes", "it"] : ["go", "them"];
  const isOtherVersion = former.version !== python.version;
  const now = isOtherVersion ? `Python ${python.version}` : `another Python ${python.version}`;
  const before = isOtherVersion ? `Python ${former.version}` : "the former one";
  const restart = `\`jig restart ${services.join(" ")}\` starts ${start} with the new one`;
  return {
    severity: "warning",
    code: "former-python",
    message: `\`.venv\` has ${now} now; ${names} ${go} on with ${before}`,
    place: null,
    detail: kernels.map(
      ({ service, title, isBusy }) =>
        `${service}: ${title} ${isBusy ? "is working with" : "has its variables in"} ${before}`,
    ),
    hint: kernels.length === 0 ? restart : `save the notebooks first: ${restart}, and ends these kernels`,
  };
};
