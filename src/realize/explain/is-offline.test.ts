import { expect, test } from "bun:test";

import { isOffline } from "./is-offline.ts";

const program = (...lastLines: string[]) => ({
  argv: ["python3", "-m", "pip"],
  code: 1,
  signal: null,
  lastLines,
});
const pip = (...lines: string[]) => ({ way: "pip", problem: "it failed", program: program(...lines) });

const NOT_FOUND = "ERROR: No matching distribution found for uv==0.13.9";

test("a refused connection and an unknown host are a network that is not there", () => {
  const refused =
    "WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by 'ProxyError('Cannot connect to proxy.', NewConnectionError('<pip._vendor.urllib3.connection.HTTPConnection object at 0x7fab6b051fd0>: Failed to establish a new connection: [Errno 111] Connection refused'))': http://127.0.0.1:9/simple/uv/";
  expect(isOffline(pip(refused, NOT_FOUND))).toBe(true);
  const problem = "127.0.0.1:9: ECONNREFUSED: Unable to connect. Is the computer able to access the url?";
  expect(isOffline({ way: "the package index", problem, program: null })).toBe(true);
});

test("an index without the package, a wrong file and an untrusted certificate are something else", () => {
  expect(isOffline(pip(NOT_FOUND))).toBe(false);
  expect(
    isOffline({ way: "uv's own release", problem: "the archive cannot be unpacked", program: null }),
  ).toBe(false);
  const untrusted =
    "Could not fetch URL: connection error: HTTPSConnectionPool(host='pypi.org', port=443): Max retries exceeded with url: /simple/uv/ (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed')))";
  expect(isOffline(pip(untrusted, NOT_FOUND))).toBe(false);
});
