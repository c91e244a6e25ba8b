import { expect, test } from "bun:test";

import { diagnosisWith, indexWith } from "../../../test/fixtures/diagnose/healthy.ts";
import { finding } from "../../diagnose/finding.ts";
import { drawDiagnosis, reportDiagnosis } from "./draw-findings.ts";
import { styleFor } from "../text/style.ts";

const plain = { style: styleFor(false), columns: null };

test("a project where all is well takes a few lines", () => {
  const services = [{ name: "server", state: "ready", port: 5001, isRunning: true }];
  expect(drawDiagnosis(diagnosisWith({ project: { services } }), [], plain)).toBe(`bench
  folder  /home/ada/bench
  system  Debian GNU/Linux 12 (bookworm), x64
  Python  3.11.2 (/usr/bin/python3.11)
  uv      jig brings its own
  git     2.39.5
  GPU     none: no NVIDIA driver found
  index   packages.example.org answers
  free    50 GB of disk
  runs    server (ready)

✓ nothing stops \`jig up\``);
});

test("findings come with their place, what helps and what to do, and are counted at the end", () => {
  const findings = [
    finding("a", "stops", { message: "one", place: { file: "jig.toml", line: 3 }, fix: "do this" }),
    finding("b", "stops", { message: "two", detail: ["more\u001B[2J"], fix: "do that" }),
    finding("c", "hinders", { message: "three", fix: "x" }),
    finding("d", "note", { message: "four", fix: "y" }),
  ];
  const drawn = drawDiagnosis(diagnosisWith(), findings, plain);
  expect(drawn.slice(drawn.indexOf("error"))).toBe(`error: one
 --> jig.toml:3
hint: do this

error: two
  │ more␛[2J
hint: do that

warning: three
hint: x

note: four
hint: y

✗ 2 things stop \`jig up\``);
  expect(drawDiagnosis(diagnosisWith(), findings.slice(1, 2), plain)).toEndWith("✗ one thing stops `jig up`");
});

test("a machine without anything is described all the same", () => {
  const diagnosis = diagnosisWith({
    facts: { pythons: [], git: null, diskFree: 300_000_000, distribution: null, wsl: 2, container: true },
    symptoms: indexWith({ kind: "proxy-silent" }, "proxy.example.org"),
    project: null,
  });
  expect(drawDiagnosis(diagnosis, [], plain)).toBe(`this machine
  system  linux, x64, WSL 2, in a container
  Python  none
  uv      jig brings its own
  git     none
  GPU     none: no NVIDIA driver found
  index   packages.example.org cannot be reached (by the proxy proxy.example.org)
  free    300 MB of disk

✓ nothing stops \`jig up\` on this machine`);
  const offline = diagnosisWith({ facts: { diskFree: null }, symptoms: indexWith({ kind: "offline" }) });
  expect(drawDiagnosis(offline, [], plain)).toContain("is not asked: offline\n  free    not known\n");
  const closed = indexWith({ kind: "answers", status: 401, clockAheadMs: null });
  expect(drawDiagnosis(diagnosisWith({ symptoms: closed }), [], plain)).toContain(
    "example.org answers 401\n",
  );
});

test("a script gets the same, without the commands of others and the values of variables", () => {
  const owner = { pid: 7, command: "secret --token=x" };
  const diagnosis = diagnosisWith({ facts: { listeners: [{ port: 1, address: "::1", owner }] } });
  const report = reportDiagnosis(diagnosis, [finding("a", "note", { message: "m", fix: "f" })]);
  expect(report).toMatchObject({
    version: 1,
    ok: true,
    project: { name: "bench", root: "/home/ada/bench" },
    machine: { platform: "linux-x64", indexes: [{ host: "packages.example.org", outcome: "answers" }] },
    findings: [{ id: "a", harm: "note", message: "m", place: null, detail: [], fix: "f" }],
  });
  expect(JSON.stringify(report)).not.toContain("secret");
});
