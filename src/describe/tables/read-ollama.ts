// `[ollama]`: the models and the server of the local LLM, and the service that it stands for. It asks no server.

import type { Located } from "../../base/place.ts";
import type { DescribedOllama, DescribedService } from "../description.ts";
import { shapes } from "../keys.ts";
import { readBoolean, readField, readTable, readTexts, report, type Reading } from "../reading.ts";
import type { TomlEntry, TomlValue } from "../toml/toml-tree.ts";
import { isModelName } from "./model-name.ts";
import { readServerHost } from "./read-server-host.ts";
import { quote } from "../words.ts";

/** The service that `[ollama]` stands for. */
const OLLAMA = "ollama";

/** Reads the table `[ollama]`; null when it is none, which is noted. */
export const readOllama = (reading: Reading, entry: TomlEntry): DescribedOllama | null => {
  const hint = 'write `[ollama]`, and under it `models = ["qwen3:0.6b"]`';
  const fields = readTable(reading, entry.value, { ...shapes.ollama, hint });
  if (fields === null) return null;
  return {
    range: entry.range,
    models: readField(fields, "models", (value) => readModels(reading, value)) ?? [],
    host: readField(fields, "host", (value) => readServerHost(reading, value)),
    require: readField(fields, "require", (value) => readBoolean(reading, value, "`require`")),
  };
};

/** The services with the one of `[ollama]` among them: one of that name may say more of it. */
export const withOllama = (
  reading: Reading,
  services: readonly DescribedService[],
  { range, require: said }: DescribedOllama,
): readonly DescribedService[] => {
  const require = said ?? { value: false, range };
  const own = services.find(({ name }) => name === OLLAMA);
  if (own === undefined) {
    return [...services, { ...NOTHING_SAID, name: OLLAMA, range, use: { value: OLLAMA, range }, require }];
  }
  if (own.use?.value === OLLAMA) {
    return services.map((service) =>
      service === own ? { ...own, require: own.require ?? require } : service,
    );
  }
  report(reading, {
    code: "ollama-elsewhere",
    message: "`[ollama]` brings a service of this name, and this is another",
    range: own.range,
    hint: 'say `use = "ollama"` here, give it another name, or take `[ollama]` out',
  });
  return services;
};

const NOTHING_SAID: Omit<DescribedService, "name" | "range" | "use" | "require"> = {
  run: null,
  cwd: null,
  env: [],
  port: null,
  ready: null,
  open: null,
  after: [],
  oneshot: null,
  stop: null,
  packages: [],
};

const readModels = (reading: Reading, value: TomlValue): readonly Located<string>[] =>
  (readTexts(reading, value, { what: "`models`", alone: false, toFill: HINT }) ?? []).filter((model) => {
    if (isModelName(model.value)) return true;
    report(reading, {
      code: "invalid-model",
      message: `${quote(model.value)} cannot be the name of a model`,
      range: model.range,
      hint: HINT,
    });
    return false;
  });

const HINT = 'write it as behind `ollama pull`: `"qwen3:0.6b"`';
