// `jig schema`: the JSON Schema of `jig.toml`, for editors. It reads nothing.

import { descriptionSchema } from "../../describe/schema/description-schema.ts";
import type { JigContext } from "../context.ts";

export function schema(context: JigContext): void {
  context.out.write(`${JSON.stringify(descriptionSchema, null, 2)}\n`);
}
