// What changed between two workbenches, in words. The lines are a list of Markdown too, so that they can be pasted into a
// pull request as they are.

import type { Json } from "../base/digest.ts";
import { sayDifference, type PackageChange } from "../plan/compare-packages.ts";
import type { ServiceChange, SettingChange, WorkbenchChange } from "../plan/compare-workbenches.ts";
import type { Paper } from "./draw-problem.ts";
import type { Style } from "./style.ts";
import { visibleText } from "./visible-text.ts";
import { wrapWords } from "./wrap-words.ts";

export interface ToldChange {
  readonly name: string;
  /** As the person named it. */
  readonly revision: string;
  readonly change: WorkbenchChange;
  /** Where there is no lock to compare with. */
  readonly lacksLock: "before" | "now" | "both" | null;
}

/** The whole answer of `jig diff`, without a last line break. */
export const drawWorkbenchChange = (
  { name, revision, change, lacksLock }: ToldChange,
  { style, columns }: Paper,
): string => {
  const since = `\`${visibleText(revision)}\``;
  const title = visibleText(name);
  const draw = (line: string): string => wrapWords(line, columns, "  ");
  if (change.from === change.to) return draw(`${style.bold(title)} is what it was at ${since}: ${change.to}`);
  const parts = partsOf(change, { style, lacksLock });
  const head = `${style.bold(title)} since ${since}: ${change.from} → ${change.to}`;
  const told =
    parts.length > 0 ? parts : [{ heading: "jig.lock", lines: ["only sizes or what it was made for"] }];
  return [
    draw(head),
    ...told.flatMap(({ heading, lines }) => ["", heading, ...lines.map((line) => draw(`- ${line}`))]),
  ].join("\n");
};

interface Part {
  readonly heading: string;
  readonly lines: readonly string[];
}

const partsOf = (
  { python, packages, services, platforms, settings }: WorkbenchChange,
  { style, lacksLock }: { readonly style: Style; readonly lacksLock: ToldChange["lacksLock"] },
): readonly Part[] => {
  const without = lacksLock === null ? [] : [NO_LOCK[lacksLock]];
  const locked = [
    ...(python === null || lacksLock !== null ? [] : [`Python ${python.from ?? "?"} → ${python.to ?? "?"}`]),
    ...(lacksLock === null ? packages.map((change) => sayPackage(change, style)) : without),
  ];
  return [
    { heading: headingOf(packages, lacksLock), lines: locked },
    { heading: "Services", lines: services.flatMap((change) => sayService(change, style)) },
    {
      heading: "Platforms",
      lines: [
        ...platforms.in.map((platform) => `${visibleText(platform)} ${style.good("new")}`),
        ...platforms.out.map((platform) => `${visibleText(platform)} ${style.bad("gone")}`),
      ],
    },
    { heading: "Description", lines: settings.flatMap((change) => saySetting(change, style)) },
  ].filter(({ lines }) => lines.length > 0);
};

const NO_LOCK = {
  before: "there was no jig.lock",
  now: "there is no jig.lock any more",
  both: "there is no jig.lock, then or now",
} as const;

const headingOf = (packages: readonly PackageChange[], lacksLock: ToldChange["lacksLock"]): string => {
  if (packages.length === 0 || lacksLock !== null) return "Packages";
  const counts = (["up", "down", "in", "out", "moved", "rebuilt"] as const).flatMap((kind) => {
    const count = packages.filter(({ change }) => change === kind).length;
    return count === 0 ? [] : [`${count} ${WORDS[kind]}`];
  });
  return `Packages: ${counts.join(", ")}`;
};

const WORDS = {
  up: "newer",
  down: "older",
  in: "new",
  out: "gone",
  moved: "from elsewhere",
  rebuilt: "rebuilt",
} as const;

const sayPackage = ({ name, change, from, to, differs }: PackageChange, style: Style): string => {
  const title = visibleText(name);
  const said = differs.map((each) => visibleText(sayDifference(each))).join(", ");
  const others = said === "" ? "" : ` (${style.careful(said)})`;
  switch (change) {
    case "up":
      return `${title} ${from ?? ""} → ${to ?? ""}${others}`;
    case "down":
      return `${title} ${from ?? ""} → ${to ?? ""} ${style.careful("older")}${others}`;
    case "in":
      return `${title} ${to ?? ""} ${style.good("new")}`;
    case "out":
      return `${title} ${from ?? ""} ${style.bad("gone")}`;
    case "moved":
    case "rebuilt":
      return `${title} ${to ?? ""} ${style.careful(said)}`.replace("  ", " ");
  }
};

const sayService = ({ name, change, keys }: ServiceChange, style: Style): readonly string[] => {
  const title = visibleText(name);
  if (change === "in") return [`${title} ${style.good("new")}`];
  if (change === "out") return [`${title} ${style.bad("gone")}`];
  return keys.flatMap((key) => saySetting(key, style)).map((line) => `${title}: ${line}`);
};

/** A list's items each by itself; everything else as it was and is. */
const saySetting = ({ key, from, to }: SettingChange, style: Style): readonly string[] => {
  const title = visibleText(key);
  if (areSets(from, to)) {
    const [old, current] = [itemsOf(from), itemsOf(to)];
    return [
      ...current.filter((item) => !old.includes(item)).map((item) => `${title} ${item} ${style.good("new")}`),
      ...old.filter((item) => !current.includes(item)).map((item) => `${title} ${item} ${style.bad("gone")}`),
    ];
  }
  if (from === null) return [`${title} ${sayValue(to)} ${style.good("new")}`];
  if (to === null) return [`${title} ${sayValue(from)} ${style.bad("gone")}`];
  return [`${title} ${sayValue(from)} → ${sayValue(to)}`];
};

/** The words of a command are a list as well, and their order counts. */
const areSets = (from: Json, to: Json): boolean => {
  if (!Array.isArray(from ?? to) || !Array.isArray(to ?? from)) return false;
  const [old, current] = [itemsOf(from), itemsOf(to)];
  return old.some((item) => !current.includes(item)) || current.some((item) => !old.includes(item));
};

const itemsOf = (value: Json): readonly string[] =>
  Array.isArray(value) ? value.map((item: Json) => sayValue(item)) : [];

const LONGEST = 80;

const sayValue = (value: Json): string => {
  const text = visibleText(typeof value === "string" ? value : JSON.stringify(value));
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  return `\`${shown.replaceAll("`", "'")}\``;
};
