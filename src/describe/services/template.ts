// A text with jig's references in it: `${port}`, `${service.NAME.url}`, `${service.NAME.port}`, `${env:NAME}`, and `$$`
// for a dollar. Plain data, so that it can be planned, printed and sent; it is rendered when a service starts.

export type Reference =
  | { readonly kind: "port" }
  | { readonly kind: "service"; readonly name: string; readonly field: "url" | "port" }
  | { readonly kind: "env"; readonly name: string };

/** Literal texts and references, in order; neighbouring literals are joined. The empty text is `[]`. */
export type Template = readonly (string | Reference)[];
