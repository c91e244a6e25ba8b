// Whether the package indexes answer, asked as uv would ask: same addresses, same proxy, same certificates. It fetches
// nothing and takes two and a half seconds at most.

import { splitLogin } from "./split-login.ts";
import type { IndexOutcome, IndexSymptom } from "../../diagnose/symptoms.ts";
import type { Host } from "../../host/host.ts";
import type { Contact, Network, Target } from "../../host/network/network.ts";
import { certificatesOf } from "./download-file.ts";
import { findBundleTrouble, type BundleTrouble } from "./find-bundle-trouble.ts";
import { findIndexes, type NamedIndex } from "./find-indexes.ts";

const CONTACT_MS = 1200;
const ANSWER_MS = 1200;

/** What each index says; a list without entries when none is known. Never fails. */
export const askIndexes = async (
  { host, network }: { readonly host: Host; readonly network: Network },
  uv: { readonly venv: string; readonly uv: string | null },
): Promise<readonly IndexSymptom[]> => {
  const { indexes, isOffline } = await findIndexes(host, uv);
  return Promise.all(
    indexes.map(async (index) => ({
      host: index.url.host,
      proxy: index.proxy?.host ?? null,
      outcome: isOffline ? { kind: "offline" as const } : await ask({ host, network }, index),
    })),
  );
};

const ask = async (
  { host, network }: { readonly host: Host; readonly network: Network },
  index: NamedIndex,
): Promise<IndexOutcome> => {
  const contact = await network.contact(targetOf(index.proxy ?? index.url), CONTACT_MS);
  const trouble = index.proxy === null ? directTrouble(contact) : proxyTrouble(contact);
  if (trouble !== null) return trouble;
  const bundle = index.url.protocol === "https:" && !index.isTrusted ? findBundleTrouble(host) : null;
  if (bundle?.isFatal === true) return bundleOutcome(bundle);
  const outcome = await askForHead(host, index);
  return bundle !== null && outcome.kind === "certificate" ? bundleOutcome(bundle) : outcome;
};

const bundleOutcome = ({ namedBy, path, isMissing }: BundleTrouble): IndexOutcome => ({
  kind: "bundle",
  namedBy,
  path,
  isMissing,
});

const targetOf = ({ hostname, port, protocol }: URL): Target => ({
  // The brackets around an address of IPv6 belong to the writing, not to the address.
  host: hostname.replace(/^\[|\]$/g, ""),
  port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
});

const UNKNOWN_NAME: ReadonlySet<string> = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA"]);

const directTrouble = (contact: Contact): IndexOutcome | null => {
  if (contact.kind === "open") return null;
  if (contact.kind === "silent") return { kind: "silent" };
  if (UNKNOWN_NAME.has(contact.code)) return { kind: "unknown-name" };
  return { kind: contact.code === "ECONNREFUSED" ? "refused" : "no-route" };
};

const proxyTrouble = (contact: Contact): IndexOutcome | null => {
  if (contact.kind === "open") return null;
  if (contact.kind === "silent") return { kind: "proxy-silent" };
  return { kind: UNKNOWN_NAME.has(contact.code) ? "proxy-unknown-name" : "proxy-refused" };
};

/** A package that every index has; whether this one has it does not matter, only that it answers. */
const PAGE = "pip/";

const askForHead = async (host: Host, index: NamedIndex): Promise<IndexOutcome> => {
  const { url, headers } = splitLogin(new URL(PAGE, index.url.href.replace(/\/*$/, "/")));
  try {
    const response = await fetch(url, {
      method: "HEAD",
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_MS),
      tls: index.isTrusted ? { rejectUnauthorized: false } : certificatesOf(host),
      ...(index.proxy === null ? {} : { proxy: index.proxy.href }),
    });
    const date = Date.parse(response.headers.get("date") ?? "");
    const clockAheadMs = Number.isNaN(date) ? null : date - host.now().getTime();
    return { kind: "answers", status: response.status, clockAheadMs };
  } catch (error) {
    return troubleOf(error, index);
  }
};

/** The runtime's own words are about a program's mistakes. */
const SAID: Readonly<Record<string, string>> = {
  ConnectionClosed: "it closes the connection without an answer",
  ConnectionRefused: "it refuses connections",
  ECONNRESET: "it closes the connection without an answer",
  FailedToOpenSocket: "no connection could be opened",
};

const troubleOf = (error: unknown, { proxy }: NamedIndex): IndexOutcome => {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (name === "TimeoutError") return { kind: proxy === null ? "silent" : "proxy-silent" };
  if (code === "ERR_PROXY_TUNNEL") {
    return { kind: "proxy-denies", said: message.replace(/^.*tunnel: /, "") };
  }
  if (/CERT|ISSUER|SIGNATURE|SELF_SIGNED|ALTNAME/.test(code)) return { kind: "certificate", code };
  return { kind: "other", said: SAID[code] ?? (code === "" ? "its answer is not understood" : code) };
};
