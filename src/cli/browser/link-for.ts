// The link that works: a service's address with its token. Who may see it is the caller's to decide.

import type { Host } from "../../host/host.ts";
import type { ServiceSpec } from "../../plan/services/service-spec.ts";

/** The address of a service's page, with its token when it has one and has made it. */
export const linkFor = (host: Host, spec: Pick<ServiceSpec, "token">, url: string): string => {
  if (spec.token === null) return url;
  const token = host.files.readText(spec.token.file);
  if (token === null) return url;
  const link = new URL(url);
  link.searchParams.set(spec.token.parameter, token.trim());
  return link.href;
};
