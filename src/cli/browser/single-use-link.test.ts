import { expect, test } from "bun:test";

import { serveSingleUseLink } from "./single-use-link.ts";

const target = "http://127.0.0.1:8888/lab?token=0123&x=a%26b";

test("the link leads to its target once, and never twice", async () => {
  const link = serveSingleUseLink(target, 10_000);
  expect(link.url).not.toContain("0123");
  const first = await fetch(link.url, { redirect: "manual", headers: { connection: "close" } });
  expect([first.status, first.headers.get("location"), first.headers.get("cache-control")]).toEqual([
    302,
    target,
    "no-store",
  ]);
  expect(await link.used).toBe(true);
  const second = fetch(link.url, { redirect: "manual" }).then(
    ({ status }) => status,
    () => "refused",
  );
  expect([404, "refused"]).toContain(await second);
});

test("another path, or another method, gets nothing and does not use it up", async () => {
  const link = serveSingleUseLink(target, 10_000);
  const { origin } = new URL(link.url);
  const headers = { connection: "close" };
  expect((await fetch(`${origin}/`, { headers })).status).toBe(404);
  expect((await fetch(link.url, { method: "POST", headers })).status).toBe(404);
  expect((await fetch(link.url, { redirect: "manual", headers })).status).toBe(302);
  expect(await link.used).toBe(true);
});

test("a link whose time is over is unused", async () => {
  expect(await serveSingleUseLink(target, 1).used).toBe(false);
});

test("a withdrawn link is unused", async () => {
  const link = serveSingleUseLink(target, 10_000);
  link.withdraw();
  expect(await link.used).toBe(false);
});
