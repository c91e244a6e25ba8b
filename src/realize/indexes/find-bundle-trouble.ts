// Whether the file of certificates that this machine's programs were told to trust is one. Reads only; whose certificates
// they are is left to whoever connects.

import type { Host } from "../../host/host.ts";
import { readPipSettings } from "./pip-settings.ts";

export interface BundleTrouble {
  /** What names the file: `SSL_CERT_FILE`. */
  readonly namedBy: string;
  readonly path: string;
  readonly isMissing: boolean;
  /** With it nothing at all is trusted; otherwise this machine's own certificates are, in its place. */
  readonly isFatal: boolean;
}

/** Looks in the order in which one of several is chosen; null when that one holds a certificate, or none is named. */
export const findBundleTrouble = (host: Host): BundleTrouble | null => {
  const named = namedFiles(host);
  const chosen = named.find(({ path }) => host.files.stat(path)?.kind === "file");
  if (chosen !== undefined)
    return holdsCertificate(host, chosen.path) ? null : { ...chosen, isMissing: false, isFatal: true };
  const [first] = named;
  // uv trusts nobody when its own variable leads nowhere; pip's settings are only handed on when they lead somewhere.
  return first === undefined
    ? null
    : { ...first, isMissing: true, isFatal: first.namedBy === "SSL_CERT_FILE" };
};

interface NamedFile {
  readonly namedBy: string;
  readonly path: string;
}

const namedFiles = (host: Host): readonly NamedFile[] => {
  const pip = readPipSettings(host).cert;
  const all: readonly (readonly [string, string | null | undefined])[] = [
    ["SSL_CERT_FILE", host.env["SSL_CERT_FILE"]],
    [host.env["PIP_CERT"] === pip ? "PIP_CERT" : "pip's `cert`", pip],
    ["REQUESTS_CA_BUNDLE", host.env["REQUESTS_CA_BUNDLE"]],
    ["CURL_CA_BUNDLE", host.env["CURL_CA_BUNDLE"]],
  ];
  return all.flatMap(([namedBy, path]) => {
    // pip takes a folder of certificates too; uv is not told of it.
    if (path === undefined || path === null || path === "") return [];
    return host.files.stat(path)?.kind === "folder" && namedBy !== "SSL_CERT_FILE" ? [] : [{ namedBy, path }];
  });
};

const holdsCertificate = ({ files }: Host, path: string): boolean => {
  try {
    return /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/.test(files.readText(path) ?? "");
  } catch {
    return false;
  }
};
