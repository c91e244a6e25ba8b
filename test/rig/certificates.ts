// A certificate authority that nobody trusts, and a server's certificate from it, as a proxy that looks into TLS has
// them. Made by the machine's openssl: node can make keys and no certificates.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificates {
  readonly key: string;
  readonly cert: string;
  /** What has to be trusted. */
  readonly authority: string;
}

/** Whether they can be made on this machine. */
export const canMakeCertificates = Bun.which("openssl") !== null;

/** For a server on 127.0.0.1. */
export const makeCertificates = (): Certificates => {
  const folder = mkdtempSync(join(tmpdir(), "jig-certificates-"));
  const openssl = (...words: string[]): void => {
    const ran = Bun.spawnSync(["openssl", ...words], { cwd: folder });
    if (ran.exitCode !== 0) throw new Error(`openssl ${words.join(" ")}: ${ran.stderr.toString()}`);
  };
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  try {
    openssl(
      "req",
      "-x509",
      ...key,
      "-keyout",
      "ca.key",
      "-out",
      "ca.pem",
      "-days",
      "2",
      "-subj",
      "/CN=proxy",
    );
    openssl("req", ...key, "-keyout", "key.pem", "-out", "request.pem", "-subj", "/CN=127.0.0.1");
    writeFileSync(join(folder, "names"), "subjectAltName=IP:127.0.0.1\n");
    const signed = [
      "-CA",
      "ca.pem",
      "-CAkey",
      "ca.key",
      "-CAcreateserial",
      "-extfile",
      "names",
      "-days",
      "2",
    ];
    openssl("x509", "-req", "-in", "request.pem", "-out", "cert.pem", ...signed);
    const read = (name: string): string => readFileSync(join(folder, name), "utf8");
    return { key: read("key.pem"), cert: read("cert.pem"), authority: read("ca.pem") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
