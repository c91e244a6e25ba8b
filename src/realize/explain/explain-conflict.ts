// What is said when versions exclude each other: who asks for what, and where. Pure; why they do is the resolver's to say.

import type { AskingPlace } from "../../plan/requirements/asking-places.ts";
import { isPlace, requirementName, normaliseName } from "../../plan/requirements/requirement-text.ts";
import type { Words } from "./failure-words.ts";

interface Conflict {
  /** The resolver's first reason. */
  readonly reason: string;
  /** The project's requirements that its reasons name, in its own spelling. */
  readonly requirements: readonly string[];
}

type PlacesOf = (name: string) => readonly AskingPlace[];

/** Whether one line says where the package comes from, so that the index's versions of it do not count. */
export const isFixedElsewhere = (asking: readonly AskingPlace[]): boolean =>
  asking.length > 1 && asking.some(({ text }) => isPlace(text));

/** One package, of which no version is all that the project asks for; or several, that want different versions of another. */
export const explainConflict = (conflict: Conflict, placesOf: PlacesOf): Words => {
  const names = [...new Set(conflict.requirements.map((each) => requirementName(each) ?? each))];
  const [name = ""] = names;
  const asking = placesOf(name);
  return names.length === 1 && asking.length > 1
    ? ofOnePackage(name, asking, conflict.reason)
    : ofSeveral(conflict, names, placesOf);
};

/** Each line about the package has its place; what uv merely repeats of them is left out. */
export const ofOnePackage = (name: string, asking: readonly AskingPlace[], reason: string | null): Words => {
  const [first, ...others] = asking;
  const texts = asking.map(({ text }) => `\`${text}\``);
  const isReason = reason !== null && !/^(?:your project depends on|you require) /.test(reason);
  return {
    message:
      texts.length > 2
        ? `no version of \`${name}\` is all that is asked for: ${texts.join(", ")}`
        : isReason
          ? `no version of \`${name}\` is both ${texts.join(" and ")}`
          : `${texts.join(" and ")} exclude each other`,
    place: first?.place ?? null,
    detail: [...(isReason ? [reason] : []), ...others.map((each) => sayPlace(each))],
    hint: HINT,
  };
};

const ofSeveral = (
  { reason, requirements }: Conflict,
  names: readonly string[],
  placesOf: PlacesOf,
): Words => {
  const [first = "", second, ...more] = requirements;
  const isPair = second !== undefined && more.length === 0;
  // What limits a package without asking for it is among the reasons alone: a constraint, the version of a lock.
  const limited = [...reason.matchAll(/\b([A-Za-z0-9][\w.-]*?)[<>=!~]=?[\d]/g)].map(([, name = ""]) =>
    normaliseName(name),
  );
  const asking = [...new Set([...names, ...limited])].flatMap((name) => placesOf(name));
  return {
    message: isPair
      ? `\`${first}\` and \`${second}\` exclude each other`
      : "no set of package versions could be chosen",
    about: names[0] ?? null,
    detail: [
      reason,
      ...(isPair || requirements.length === 0 ? [] : [`asked for: ${requirements.join(", ")}`]),
      ...asking.slice(1).map((each) => sayPlace(each)),
    ],
    hint: HINT,
  };
};

const HINT = "loosen one of them";

const sayPlace = ({ text, as, place: { file, line, column } }: AskingPlace): string =>
  `\`${text}\` stands at ${file}:${line}:${column}${as === "constraint" ? ", as a constraint" : ""}`;
