import { expect, test } from "bun:test";

import { hideLogged } from "./hide-logged.ts";

test("what a proxy is asked with is shown in no line of a log, and a link's token stays", () => {
  for (const [line, shown] of [
    [
      'msg="proxyconnect tcp: dial http://user:geh%40eim@proxy:3128: refused"',
      'msg="proxyconnect tcp: dial http://**************@proxy:3128: refused"',
    ],
    ["HTTPS_PROXY=socks5://me:secret@h:1", "HTTPS_PROXY=socks5://*********@h:1"],
    ["http://127.0.0.1:8888/proxy/80/?token=abcdef", "http://127.0.0.1:8888/proxy/80/?token=abcdef"],
    ["postgres at http://me:secret@h:1", "postgres at http://me:secret@h:1"],
    ["no proxy", "no proxy"],
  ] as const)
    expect(hideLogged(line)).toBe(shown);
});
