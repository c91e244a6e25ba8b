// The services of an `up` that is to get along with what is there: Ollama's models are not fetched. It fetches nothing itself.

import type { ServiceSpec } from "../../plan/services/service-spec.ts";

/** The same services, for whoever asked for `--offline`. */
export const withoutPulls = (services: readonly ServiceSpec[], isOffline: boolean): ServiceSpec[] =>
  services.map((spec) =>
    isOffline && spec.ollama !== undefined ? { ...spec, ollama: { ...spec.ollama, pulls: false } } : spec,
  );
