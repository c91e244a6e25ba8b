// What changed between two workbenches, in words. The lines are a list of Markdown too, so that they can be pasted into a
// pull request as they are.

import { sayCount } from "../../base/say-count.ts";
import type { Json } from "../../base/digest.ts";
import { hideSecrets } from "../../base/secrets.ts";
import { sayDifference, type PackageChange } from "../../plan/compare/compare-packages.ts";
import type { SettingChange } from "../../plan/compare/compare-tables.ts";
import type { ServiceChange, WorkbenchChange } from "../../plan/compare/compare-workbenches.ts";
import { requirementName } from "../../plan/requirements/requirement-text.ts";
import type { Paper } from "../problems/draw-problem.ts";
import type { Style } from "../text/style.ts";
import { visibleText } from "../text/visible-text.ts";
import { wrapWords } from "../text/wrap-words.ts";

export interface ToldChange {
  readonly name: string;
  /** As the person named it. */
  readonly revision: string;
  readonly change: WorkbenchChange;
  /** Where there is no lock to compare with. */
  readonly lacksLock: "before" | "now" | "both" | null;
  /** What describes the workbench: `jig.toml`. */
  readonly file?: string;
}

/** The whole answer of `jig diff`, without a last line break. */
export const drawWorkbenchChange = (
  { name, revision, change, lacksLock, file = "jig.toml" }: ToldChange,
  { style, columns }: Paper,
): string => {
  const since = `\`${visibleText(revision)}\``;
  const title = visibleText(name);
  const draw = (line: string): string => wrapWords(line, columns, "  ");
  if (change.from === change.to) return draw(`${style.bold(title)} is what it was at ${since}: ${change.to}`);
  const head = `${style.bold(title)} since ${since}: ${sayIds(change, visibleText(file))}`;
  const parts = partsOf(change, { style, lacksLock });
  const rest = sayRest(change);
  const told = parts.length > 0 || rest.length === 0 ? parts : [{ heading: "jig.lock", lines: rest }];
  return [
    draw(head),
    ...told.flatMap(({ heading, lines }) => ["", heading, ...lines.map((line) => draw(`- ${line}`))]),
  ].join("\n");
};

const sayIds = ({ from, to }: WorkbenchChange, file: string): string => {
  if (from === null) return `\`${file}\` is new: ${to ?? ""}`;
  return to === null ? `\`${file}\` is gone; it was ${from}` : `${from} → ${to}`;
};

interface Part {
  readonly heading: string;
  readonly lines: readonly string[];
}

const partsOf = (
  change: WorkbenchChange,
  { style, lacksLock }: { readonly style: Style; readonly lacksLock: ToldChange["lacksLock"] },
): readonly Part[] => {
  const { packages, services, platforms, settings } = change;
  const isWhole = change.from === null || change.to === null;
  const locked = isWhole ? sayWhole(change) : sayLocks(change, { style, lacksLock });
  return [
    { heading: isWhole ? "Packages" : headingOf(packages, lacksLock), lines: locked },
    { heading: "Services", lines: services.flatMap((service) => sayService(service, style)) },
    {
      heading: "Platforms",
      lines: [
        ...platforms.in.map((platform) => `${visibleText(platform)} ${style.good("new")}`),
        ...platforms.out.map((platform) => `${visibleText(platform)} ${style.bad("gone")}`),
      ],
    },
    { heading: "Description", lines: settings.flatMap((setting) => saySetting(setting, style)) },
    { heading: "jig.lock", lines: isWhole || lacksLock !== null ? [] : sayPins(change, style) },
  ].filter(({ lines }) => lines.length > 0);
};

/** What decides nothing by itself, and what the description says already. */
const BESIDES: ReadonlySet<string> = new Set(["inputs", "requires-python", "sizes"]);

const sayPins = ({ lock }: WorkbenchChange, style: Style): readonly string[] =>
  lock.filter(({ key }) => !BESIDES.has(key)).flatMap((setting) => saySetting(setting, style));

/** Where nothing else changed. */
const sayRest = ({ lock }: WorkbenchChange): readonly string[] =>
  lock.map(({ key }) => (key === "sizes" ? "only the sizes of files" : "only what it was made for"));

/** A workbench that is all new, or gone: a hundred lines would say no more. */
const sayWhole = ({ python, packages }: WorkbenchChange): readonly string[] => {
  const version = python?.to ?? python?.from ?? null;
  if (version === null) return [];
  const count = packages.length;
  return [`Python ${version}`, `${sayCount(count, "package")} in jig.lock`];
};

const sayLocks = (
  { python, packages }: WorkbenchChange,
  { style, lacksLock }: { readonly style: Style; readonly lacksLock: ToldChange["lacksLock"] },
): readonly string[] => {
  if (lacksLock !== null) return [NO_LOCK[lacksLock]];
  const changed = python === null ? [] : [`Python ${python.from ?? "?"} → ${python.to ?? "?"}`];
  return [...changed, ...packages.map((change) => sayPackage(change, style))];
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
    const gone = old.filter((item) => !current.includes(item));
    const come = current.filter((item) => !old.includes(item));
    const pairs = key === "requirements" ? pairByName(gone, come) : new Map<string, string>();
    const paired = new Set(pairs.values());
    return [
      ...come.map((item) => {
        const former = pairs.get(item);
        return `${title} ${former === undefined ? `${sayText(item)} ${style.good("new")}` : sayPair(former, item)}`;
      }),
      ...gone
        .filter((item) => !paired.has(item))
        .map((item) => `${title} ${sayText(item)} ${style.bad("gone")}`),
    ];
  }
  const [old, current] = [textOf(from), textOf(to)];
  if (from === null) return [`${title}${sayWhat(current)} ${style.good("new")}`];
  if (to === null) return [`${title}${sayWhat(old)} ${style.bad("gone")}`];
  return [`${title} ${sayPair(old, current)}`];
};

/** Of a table without anything in it the name says all. */
const sayWhat = (text: string): string => (text === "{}" ? "" : ` ${sayText(text)}`);

/** Of a requirement as it is told; a constraint on it is something else. */
const nameOf = (item: string): string =>
  `${requirementName(item) ?? item}${/ \([a-z]+\)$/.exec(item)?.[0] ?? ""}`;

/** A requirement that was asked for in other words: what it is to what it was. */
const pairByName = (gone: readonly string[], come: readonly string[]): ReadonlyMap<string, string> => {
  const [old, current] = [Map.groupBy(gone, nameOf), Map.groupBy(come, nameOf)];
  return new Map(
    [...current].flatMap(([name, items]): [string, string][] => {
      const [[item, ...more], [former, ...others]] = [items, old.get(name) ?? []];
      const isOne = more.length === 0 && others.length === 0;
      return isOne && item !== undefined && former !== undefined ? [[item, former]] : [];
    }),
  );
};

/** The words of a command are a list as well, and their order counts. */
const areSets = (from: Json, to: Json): boolean => {
  if (!Array.isArray(from ?? to) || !Array.isArray(to ?? from)) return false;
  const [old, current] = [itemsOf(from), itemsOf(to)];
  return old.some((item) => !current.includes(item)) || current.some((item) => !old.includes(item));
};

const itemsOf = (value: Json): readonly string[] =>
  Array.isArray(value) ? value.map((item: Json) => textOf(item)) : [];

const LONGEST = 80;

const textOf = (value: Json): string =>
  visibleText(hideSecrets(typeof value === "string" ? value : JSON.stringify(value)));

const sayText = (text: string): string => {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  return `\`${shown.replaceAll("`", "'")}\``;
};

/** What was and what is; of long texts from shortly before where they part. */
const sayPair = (from: string, to: string): string => {
  const [old, current] = [sayText(from), sayText(to)];
  if (old !== current) return `${old} → ${current}`;
  let parting = 0;
  while (parting < from.length && from[parting] === to[parting]) parting += 1;
  const start = Math.max(0, parting - LONGEST / 4);
  return [from, to].map((text) => sayText(`…${text.slice(start)}`)).join(" → ");
};
