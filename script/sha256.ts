// SHA-256 of bytes, for the scripts.

import { createHash } from "node:crypto";

export const sha256Bytes = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();
