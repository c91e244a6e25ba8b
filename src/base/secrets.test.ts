import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { hideSecrets, secretIn } from "./secrets.ts";

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
    ["https://ada@h.example/x.git@v1", null, "https://ada@h.example/x.git@v1"],
    ["six==1.0 ; python_version < '3'", null, "six==1.0 ; python_version < '3'"],
  ];
  for (const [text, secret, hidden] of found)
    expect([text, secretIn(text), hideSecrets(text)]).toEqual([text, secret, hidden]);
});

test("hiding keeps every place", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^(?:[a-z:/@?&=# ]|:\/\/|token=){0,40}$/), (text) => {
      expect(hideSecrets(text)).toHaveLength(text.length);
    }),
  );
});
