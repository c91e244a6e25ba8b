// Whether the workbench is for the machine that is planned for, told at the list of its platforms.

import type { Diagnostic } from "../../base/diagnostic.ts";
import { platformOf } from "../facts.ts";
import type { PlanInput } from "../plan-input.ts";

/** A machine that is not listed: nothing was locked for it. A lock for others can be made on any machine. */
export const checkPlatform = ({
  description: { platforms, source, local },
  facts,
  locking,
}: Pick<PlanInput, "description" | "facts" | "locking">): readonly Diagnostic[] => {
  const here = platformOf(facts);
  const [first] = platforms ?? [];
  const isListed = platforms?.some(({ value }) => value === here) === true;
  // What a local file adds is added to the usual ones where the project names none, and those end nobody's use of it.
  const isForAll = first === undefined || local?.committed.platforms === null;
  if (isListed || isForAll || locking === "asked") return [];
  return [
    {
      code: "platform-not-listed",
      severity: "error",
      message: `this workbench is not for ${here}`,
      source,
      range: first.range,
      hint: `add "${here}" to \`platforms\`; in \`jig.local.toml\` it is for this machine alone`,
    },
  ];
};
