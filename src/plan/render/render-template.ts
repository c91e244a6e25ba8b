// A template and the values of its references, made one text. It looks nothing up itself: the values are handed in.

import { fail, ok, type Result } from "../../base/result.ts";
import type { Reference, Template } from "../../describe/services/template.ts";

/** A reference that has no value here. */
export type RenderFailure =
  /** `${env:NAME}`, and there is no such variable. */
  | { readonly reason: "unset-variable"; readonly variable: string }
  /** `${port}` or `${service.NAME.…}`, and that service (null: this one) has no port. */
  | { readonly reason: "no-port"; readonly service: string | null };

export interface ReferenceValues {
  /** This service's own port. */
  readonly port: number | null;
  readonly ports: Readonly<Record<string, number>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where services are reached: no page, no slash at the end, so that a path can be put behind it. */
export const originOf = (port: number): string => `http://127.0.0.1:${port}`;

/** The text of one reference. */
export const renderReference = (
  reference: Reference,
  values: ReferenceValues,
): Result<string, RenderFailure> => {
  switch (reference.kind) {
    case "port":
      return values.port === null ? fail({ reason: "no-port", service: null }) : ok(String(values.port));
    case "service": {
      const port = Object.hasOwn(values.ports, reference.name) ? values.ports[reference.name] : undefined;
      if (port === undefined) return fail({ reason: "no-port", service: reference.name });
      return ok(reference.field === "url" ? originOf(port) : String(port));
    }
    case "env": {
      const value = Object.hasOwn(values.env, reference.name) ? values.env[reference.name] : undefined;
      return value === undefined ? fail({ reason: "unset-variable", variable: reference.name }) : ok(value);
    }
  }
};

/** The whole text, references put in as they are. Fails with the first reference that has no value. */
export const renderTemplate = (
  template: Template,
  values: ReferenceValues,
): Result<string, RenderFailure> => {
  let text = "";
  for (const part of template) {
    const piece = typeof part === "string" ? ok(part) : renderReference(part, values);
    if (!piece.ok) return piece;
    text += piece.value;
  }
  return ok(text);
};
