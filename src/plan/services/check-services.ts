// What is wrong with a service once its preset is known. What the text alone tells was told by `describe`.

import type { Diagnostic } from "../../base/diagnostic.ts";
import type { Range, Source } from "../../base/place.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import type { DescribedPython, Description, DescribedService } from "../../describe/description.ts";
import { unknownPreset } from "../../describe/surroundings.ts";
import { command } from "../../presets/command.ts";
import { presetByName, presetNames } from "../../presets/preset-by-name.ts";
import { hasPort, type PresetService } from "./plan-services.ts";
import { requirementName } from "../requirements/requirement-text.ts";

/** What is known of the packages: those of the lock when it answers the requirements, else what the requirements name. */
export interface KnownPackages {
  readonly names: ReadonlySet<string>;
  readonly areLocked: boolean;
}

/** The service with its preset; fails when `use` names none. */
export const withPreset = (service: DescribedService, source: Source): Result<PresetService, Diagnostic> => {
  if (service.use === null) return ok({ described: service, preset: command });
  const preset = presetByName(service.use.value);
  return preset === null
    ? fail(unknownPreset(service.use, presetNames, source))
    : ok({ described: service, preset });
};

/** The problems of one service and of its preset's needs. `packages` is null when they could not be told. */
export const checkService = (
  service: PresetService,
  description: Description,
  packages: KnownPackages | null,
): readonly Diagnostic[] => {
  const { described, preset } = service;
  const { source } = description;
  const problem = (code: string, range: Range, [message, hint]: readonly [string, string]): Diagnostic => ({
    code,
    severity: "error",
    message,
    source,
    range,
    hint,
  });
  const problems: Diagnostic[] = [];
  const name = `service \`${described.name}\``;
  if (described.run === null && preset.command === null) {
    problems.push(
      problem("nothing-to-run", described.range, [`${name} has nothing to run`, 'add `run = "…"`']),
    );
  }
  if (!hasPort(service)) {
    const probe = described.ready?.probe ?? null;
    if (described.ready !== null && probe !== null) {
      problems.push(
        problem("ready-without-port", described.ready.range, [
          `${name} has no port on which it could answer`,
          "add `port = …`, or take `ready` out: it then counts as ready when it runs",
        ]),
      );
    }
    if (described.open?.value === true) {
      problems.push(
        problem("open-without-port", described.open.range, [
          `${name} has no port, so there is nothing to open`,
          "add `port = …`, or take `open` out",
        ]),
      );
    }
  }
  return [...problems, ...checkNeeds(service, description, packages)];
};

const checkNeeds = (
  { described, preset }: PresetService,
  { python, source }: Description,
  packages: KnownPackages | null,
): readonly Diagnostic[] => {
  const [needed] = preset.needs;
  if (needed === undefined) return [];
  const { range } = described.use ?? described;
  if (python === null) {
    return [
      {
        code: "preset-needs-python",
        severity: "error",
        message: `\`${preset.name}\` needs Python, and there is no \`[python]\``,
        source,
        range,
        hint: `add \`[python]\` with \`version = "3.11"\` and \`packages = ["${needed}"]\``,
      },
    ];
  }
  if (packages === null) return [];
  const suffices = packages.areLocked
    ? packages.names.has(needed)
    : preset.needs.some((name) => packages.names.has(name));
  if (suffices) return [];
  return [
    {
      code: "preset-needs-package",
      severity: "error",
      message: `\`${preset.name}\` needs the package \`${needed}\`, which is not among the requirements`,
      source,
      range,
      hint: whereToAdd(needed, python),
    },
  ];
};

/** The list that is there already: a second key of the same name would break the file. */
const whereToAdd = (name: string, { requirements, packages }: DescribedPython): string => {
  const [file] = requirements;
  if (file !== undefined) return `add \`${name}\` to \`${file.value}\``;
  return packages.length > 0
    ? `add \`"${name}"\` to \`packages\``
    : `add \`packages = ["${name}"]\` to \`[python]\``;
};

/** The names of the distributions that some requirements ask for. */
export const namesOf = (requirements: readonly string[]): ReadonlySet<string> =>
  new Set(requirements.map((text) => requirementName(text)).filter((name) => name !== null));
