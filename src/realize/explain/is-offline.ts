// Whether a way to a uv led nowhere for want of a network alone. pip gives no codes, so its words are matched here, over
// samples that were recorded (`is-offline.test.ts`).

import type { UvAttempt } from "../realize-failure.ts";

const PIP =
  /connection broken by|Failed to establish a new connection|Temporary failure in name resolution|Network is unreachable/i;
/** The codes of the system, as a download tells them. */
const SYSTEM =
  /\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ConnectionRefused|FailedToOpenSocket)\b/;
/** A network that is there and wants a password or does not trust a certificate is another trouble. */
const OTHER = /CERTIFICATE_VERIFY_FAILED|certificate verify failed|SSLError|\b40[137]\b/i;

export const isOffline = ({ problem, program }: UvAttempt): boolean => {
  const text = [problem, ...(program?.lastLines ?? [])].join("\n");
  return !OTHER.test(text) && (program === null ? SYSTEM.test(text) : PIP.test(text));
};
