import { expect, test } from "bun:test";
import * as fc from "fast-check";

import type { ServiceStatus } from "../api/contract.ts";
import type { JigEvent } from "../api/events.ts";
import { drawStatus, drawSummary } from "./services/draw-services.ts";
import { drawProblem } from "./problems/draw-problem.ts";
import { sayDuration } from "./text/duration.ts";
import { visibleText, widthOf } from "./text/visible-text.ts";
import { createReporter } from "./reporter.ts";
import { styleFor } from "./text/style.ts";
import { drawTable } from "./text/table.ts";

const plain = styleFor(false);
const paper = { style: plain, columns: null } as const;
const at = "2026-01-02T03:04:05.678Z";

const status = (name: string, changes: Partial<ServiceStatus> = {}): ServiceStatus => ({
  name,
  state: "ready",
  ready: true,
  pid: 12,
  port: 5001,
  url: "http://127.0.0.1:5001/",
  startedAt: at,
  restarts: 0,
  exit: null,
  reason: null,
  ...changes,
});

test("nothing that is printed can move a cursor", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (raw) => {
      const text = raw.replaceAll("\t", "");
      expect(visibleText(text)).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
    }),
  );
  expect(visibleText("a\u001B[31mb\nc\u0007")).toBe("a␛[31mb␊c␇");
});

test("columns stay straight under wide characters and names with escape codes", () => {
  const rows = [
    [{ text: "日本" }, { text: "x" }],
    [{ text: "e\u0301a\u001B[2J" }, { text: "" }],
  ];
  expect(drawTable(["name", "b"], rows, { style: plain, columns: null, heads: 1 }).split("\n")).toEqual([
    "name    b",
    "日本    x",
    "e\u0301a␛[2J",
  ]);
  expect(widthOf("日本e\u0301")).toBe(5);
});

test("a table that is wider than the terminal is stacked, and no word of it is cut", () => {
  const rows = [
    [{ text: "jupyter" }, { text: "8888" }, { text: "/api answers" }, { text: "jig.toml:7" }],
    [{ text: "a-service-with-a-long-name" }, { text: "" }, { text: "it runs" }, { text: "" }],
  ];
  const heading = ["service", "port", "ready when", "because of"];
  const drawn = (columns: number) => drawTable(heading, rows, { style: plain, columns, heads: 2 });
  expect(drawn(80).split("\n")[0]).toStartWith("service");
  expect(drawn(36).split("\n")).toEqual([
    "jupyter                     8888",
    "    ready when /api answers, because",
    "    of jig.toml:7",
    "a-service-with-a-long-name",
    "    ready when it runs",
  ]);
  for (const line of drawn(30).split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(30);
});

test("durations read as people say them", () => {
  expect([0, 340, 12_400, 200_000, 7_500_000, 273_600_000].map((ms) => sayDuration(ms))).toEqual([
    "0.0 s",
    "0.3 s",
    "12 s",
    "3 min 20 s",
    "2 h 5 min",
    "3 d 4 h",
  ]);
});

test("the status table shows state, pid, time up, address and why", () => {
  const report = {
    version: 1 as const,
    project: { name: "w", root: "/p" },
    supervisor: { pid: 1 },
    services: [
      status("server"),
      status("db", {
        state: "failed",
        ready: false,
        pid: null,
        url: null,
        port: null,
        restarts: 5,
        exit: { code: 3 },
      }),
    ],
  };
  expect(drawStatus(report, Date.parse(at) + 65_000, paper).split("\n")).toEqual([
    "service  state   pid  up         address",
    "server   ready   12   1 min 5 s  http://127.0.0.1:5001/",
    "db       failed",
    "",
    "  db: restarted 5 times; exit code 3",
  ]);
});

test("on a narrow terminal the status shows each address below its service, whole", () => {
  const project = { name: "w", root: "/p" };
  const services = [status("server"), status("db", { url: null, port: null })];
  const report = { version: 1 as const, project, supervisor: { pid: 1 }, services };
  const drawn = (columns: number) =>
    drawStatus(report, Date.parse(at) + 4000, { ...paper, columns }).split("\n");
  const wide = drawn(50);
  expect(wide[1]).toBe("server   ready  12   4.0 s  http://127.0.0.1:5001/");
  expect(wide[1]?.length).toBe(50);
  expect(drawn(49)).toEqual([
    "service  state  pid  up",
    "  address",
    "server   ready  12   4.0 s",
    "  http://127.0.0.1:5001/",
    "db       ready  12   4.0 s",
  ]);
});

test("the summary names where everything is and how to go on", () => {
  const summary = {
    event: "summary",
    at,
    ok: true,
    project: { name: "w", root: "/p" },
    services: [status("server")],
    asked: null,
  } as const;
  expect(drawSummary(summary, { server: "http://127.0.0.1:5001/?token=1" }, paper).split("\n")).toEqual([
    "",
    "✓ w is up",
    "",
    "  server  ready  http://127.0.0.1:5001/?token=1",
    "",
    "  stop: jig down   logs: jig logs -f   again: jig status",
  ]);
});

test("on a narrow terminal an address stands below its service, whole", () => {
  const project = { name: "w", root: "/p" };
  const summary = { ok: true, project, services: [status("server")], asked: null };
  const link = "http://127.0.0.1:5001/?token=0123456789";
  expect(
    drawSummary(summary, { server: link }, { ...paper, columns: 40 })
      .split("\n")
      .slice(3, 5),
  ).toEqual(["  server  ready", `    ${link}`]);
});

test("the summary says of nothing that it is up that was not asked for, or is not", () => {
  const project = { name: "w", root: "/p" };
  const services = [status("a"), status("b", { state: "failed" }), status("c")];
  const said = (asked: readonly string[] | null, isOk = true) =>
    drawSummary({ ok: isOk, project, services, asked }, {}, paper).split("\n")[1];
  expect(said(null)).toBe("✓ w is up, without b");
  expect(said(null, false)).toBe("✗ w is not complete");
  expect(said(["a"])).toBe("✓ a is up");
  expect(said(["a", "c"])).toBe("✓ a, c are up");
  expect(said(["a", "b"], false)).toBe("✗ a, b are not up");
});

test("what nobody waits for any more is on its way, and has not failed", () => {
  const project = { name: "w", root: "/p" };
  const services = [status("a", { state: "starting", ready: false }), status("c")];
  const said = (asked: readonly string[] | null) =>
    drawSummary({ ok: false, isOnItsWay: true, project, services, asked }, {}, paper).split("\n")[1];
  expect(said(null)).toBe("→ w is on its way");
  expect(said(["a"])).toBe("→ a is on its way");
  expect(said(["a", "c"])).toBe("→ a, c are on their way");
});

test("a problem says what, where, what helps, and the hint on its own line", () => {
  const problem = {
    severity: "error",
    code: "x",
    message: "service `a` failed",
    place: { file: "jig.toml", line: 2, column: 3 },
    hint: "do that",
    detail: ["last line"],
  } as const;
  expect(drawProblem(problem, paper).split("\n")).toEqual([
    "error: service `a` failed",
    " --> jig.toml:2:3",
    "  │ last line",
    "hint: do that",
  ]);
});

const tell = (kind: "terminal" | "plain" | "json", events: readonly JigEvent[]): string => {
  let written = "";
  let now = 0;
  const reporter = createReporter({
    kind,
    write: (text) => {
      written += text;
    },
    color: false,
    columns: 40,
    monotonic: () => (now += 500),
  });
  for (const event of events) reporter.report(event);
  reporter.close();
  return written;
};

const story: readonly JigEvent[] = [
  { event: "step-started", at, step: "install", kind: "install", title: "installing" },
  { event: "step-progress", at, step: "install", detail: "numpy", done: 3, total: 9 },
  { event: "step-done", at, step: "install", outcome: "done", title: "9 packages installed", ms: 1234 },
  { event: "step-done", at, step: "venv", outcome: "current", title: "there", ms: 1 },
  { event: "service-state", at, service: status("server", { state: "starting", ready: false }) },
  { event: "service-state", at, service: status("server") },
];

test("without a terminal, each thing that was done is one line, and what was true already is silent", () => {
  expect(tell("plain", story)).toBe("✓ 9 packages installed (1.2 s)\n✓ server ready (0.5 s)\n");
});

test("for scripts, every event is one JSON object a line", () => {
  const lines = tell("json", story).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual([...story]);
});

test("on a terminal, the live line fits its width and is gone at the end", () => {
  const written = tell("terminal", story);
  expect(written).toContain("installing  3/9 numpy");
  for (const drawn of written.replaceAll("\r\u001B[K", "\n").split("\n"))
    expect(widthOf(drawn)).toBeLessThan(40);
  expect(written.endsWith("\u001B[K") || written.endsWith("\n")).toBe(true);
});
