import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { hideSecrets, hideSecretsIn, secretIn } from "./secrets.ts";

test("passwords and tokens in addresses are found and hidden", () => {
  const found: readonly (readonly [string, ReturnType<typeof secretIn>, string])[] = [
    ["x @ https://ada:pw@h.example/x.whl", "password", "x @ https://******@h.example/x.whl"],
    ["git+https://ghp_12@h.example/x.git", "password", "git+https://******@h.example/x.git"],
    ["git+ssh://git:pw@h.example/x.git", "password", "git+ssh://******@h.example/x.git"],
    ["https://h.example/x.whl?token=abc&a=b", "token", "https://h.example/x.whl?token=***&a=b"],
    ["https://h.example/x.whl?a=b&access_token=abc", "token", "https://h.example/x.whl?a=b&access_token=***"],
    ["https://h.example/x?X-Amz-Signature=ab", "token", "https://h.example/x?X-Amz-Signature=**"],
    ["https://${TOKEN}@h.example/x", "variable", "https://${TOKEN}@h.example/x"],
    ["https://h.example/x.whl?v=1#sha256=ab", null, "https://h.example/x.whl?v=1#sha256=ab"],
    ["git+ssh://git@h.example/x.git", null, "git+ssh://git@h.example/x.git"],
    ["https://ada@h.example/x.git@v1", "user", "https://***@h.example/x.git@v1"],
    ["git+https://tok3n:@h.example/x.git", "user", "git+https://******@h.example/x.git"],
    ["git+https://git@h.example/x.git", null, "git+https://git@h.example/x.git"],
    ["postgres://ada@h.example/db", null, "postgres://ada@h.example/db"],
    ["--extra-index-url=http://usr:PA#SS@h/", "password", "--extra-index-url=http://*********@h/"],
    ["http://usr:PA?S@S@h/", "password", "http://**********@h/"],
    ["http://usr:PA/SS@h/", "password", "http://*********@h/"],
    [
      "http://h:8080/x@y http://[::1]:80/x@y http://h:{port}/@",
      null,
      "http://h:8080/x@y http://[::1]:80/x@y http://h:{port}/@",
    ],
    ["priv @ http://h/x.whl?tok=SECRET", "query", "priv @ http://h/x.whl?tok=******"],
    ["http://h/x.whl?raw=true&SECRET#sha256=ab", "query", "http://h/x.whl?raw=true&******#sha256=ab"],
    [
      "http://h/x.whl?raw=true&ref=main&n=12&p={port}",
      null,
      "http://h/x.whl?raw=true&ref=main&n=12&p={port}",
    ],
    ["six==1.0 ; python_version < '3'", null, "six==1.0 ; python_version < '3'"],
  ];
  for (const [text, secret, hidden] of found)
    expect([text, secretIn(text), hideSecrets(text)]).toEqual([text, secret, hidden]);
});

test("hiding keeps every place", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^(?:[a-z:/@?&=#; ]|:\/\/|token=|https:\/\/){0,40}$/), (text) => {
      expect(hideSecrets(text)).toHaveLength(text.length);
    }),
  );
});

test("a value of JSON is hidden all the way down", () => {
  const value = { a: ["http://u:pw@h/", 1, null, { b: "http://h/?key=abcdef" }] };
  expect(hideSecretsIn(value)).toEqual({ a: ["http://****@h/", 1, null, { b: "http://h/?key=******" }] });
});
