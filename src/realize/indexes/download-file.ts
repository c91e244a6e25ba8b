// One HTTPS download into memory, with the proxies and certificates of this machine.

import { splitLogin } from "./split-login.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import { sayBytes } from "../../base/say-bytes.ts";
import type { Host } from "../../host/host.ts";
import { readAnswer } from "../../host/network/read-answer.ts";
import { readPipSettings } from "./pip-settings.ts";
import { namedBundle } from "../uv/uv-environment.ts";

export interface Download {
  readonly host: Host;
  readonly signal: AbortSignal;
  /** A user and password in it are sent as a header. */
  readonly url: string;
  readonly accept?: string;
  readonly timeoutMs: number;
}

/** The largest wheel that is fetched this way has some 25 MB, and the longest page of an index fewer. */
const LIMIT = 256_000_000;

/** The body of an answer of 200, or what went wrong in a few words. Redirections are followed. */
export const downloadFile = async (download: Download): Promise<Result<Uint8Array, string>> => {
  const address = parseUrl(download.url);
  if (address === null) return fail(`\`${download.url}\` is not an address`);
  const { url, headers } = splitLogin(address);
  try {
    const response = await fetch(url, {
      headers: { ...(download.accept === undefined ? {} : { accept: download.accept }), ...headers },
      signal: AbortSignal.any([download.signal, AbortSignal.timeout(download.timeoutMs)]),
      tls: certificatesOf(download.host),
    });
    if (!response.ok) return fail(`${url.host} answered ${response.status}`);
    const body = await readAnswer(response, LIMIT);
    return body === null ? fail(`${url.host} sends more than ${sayBytes(LIMIT)}`) : ok(body);
  } catch (error) {
    return fail(`${url.host}: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** What its server says that the file has, without sending it: bytes; null where it does not say. Redirections are followed. */
export const askForSize = async (download: Omit<Download, "accept">): Promise<number | null> => {
  const address = parseUrl(download.url);
  if (address === null || !/^https?:$/.test(address.protocol)) return null;
  const { url, headers } = splitLogin(address);
  try {
    const response = await fetch(url, {
      method: "HEAD",
      // Of what is packed for the way the length would be another.
      headers: { "accept-encoding": "identity", ...headers },
      signal: AbortSignal.any([download.signal, AbortSignal.timeout(download.timeoutMs)]),
      tls: certificatesOf(download.host),
    });
    const length =
      response.ok && !response.headers.has("content-encoding")
        ? response.headers.get("content-length")
        : null;
    return /^[1-9]\d{0,14}$/.test(length ?? "") ? Number(length) : null;
  } catch {
    return null;
  }
};

const parseUrl = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);

const systemBundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/** The bundle that the user named, else the system's, else the one that the runtime brings. */
export const certificatesOf = (host: Host): { readonly ca?: string } => {
  const named = namedBundle(host, readPipSettings(host).cert, host.env);
  for (const path of [named, ...systemBundles]) {
    const bundle = path === null ? null : host.files.readText(path);
    if (bundle !== null) return { ca: bundle };
  }
  return {};
};
