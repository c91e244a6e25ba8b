// The proof of a GPU beside `up`: it is made while the services start, and told behind all else, so that nobody waits for
// it to see what is up.

import type { Result } from "../../../base/result.ts";
import type { GpuProof } from "../../../plan/gpu/gpu-proof.ts";
import { sayGpuProof } from "../../../show/environment/say-gpu-proof.ts";
import { wrapWords } from "../../../show/text/wrap-words.ts";
import type { Stop } from "../../answer/stop.ts";
import { paperOf } from "../../answer/streams.ts";
import type { JigContext } from "../../context.ts";
import type { Prepared } from "./prepared.ts";
import { proveOnce } from "./prove-once.ts";

export interface ProofOfUp {
  /** Nobody waits any more: it is made the next time. */
  leave(): void;
  /** Waits for it, and tells it once for a lock and a driver; a script finds it in `status --json`. */
  tell(isJson: boolean): Promise<void>;
}

/** Where the environment is as it should be; elsewhere there is nothing to tell. */
export const beginProof = (context: JigContext, prepared: Result<Prepared, Stop>): ProofOfUp => {
  const left = new AbortController();
  const begun =
    prepared.ok && prepared.value.trouble === null ? proveOnce(context, prepared.value, left.signal) : null;
  const because = prepared.ok ? (prepared.value.plan.gpu?.because ?? null) : null;
  return {
    leave: () => left.abort(),
    tell: async (isJson) => {
      const proof = begun === null ? null : await withNotice(context, begun);
      if (isJson || proof === null || proof.library === null) return;
      const line = sayGpuProof(proof, because);
      context.out.write(`${wrapWords(`  ${line}`, paperOf(context.out).columns, "    ")}\n`);
    },
  };
};

/** Importing torch for the first time takes a while, and a person should know what for. */
const withNotice = async (
  { err, note }: JigContext,
  work: Promise<GpuProof | null>,
): Promise<GpuProof | null> => {
  const timer = setTimeout(() => {
    if (err.isTerminal) note("computing a small matrix product…");
  }, NOTICE_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
};

const NOTICE_MS = 500;
