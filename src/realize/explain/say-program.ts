// What is shown of a uv that failed: its last words, and what is known of the trouble that they are about. It decides nothing.

import type { DiagnosticFound } from "../../api/events.ts";
import {
  clientErrorIn,
  packageNamedIn,
  replacementIn,
  serverErrorIn,
  troubleIn,
  type UvTrouble,
} from "./explain-uv.ts";
import type { Words } from "./failure-words.ts";
import type { FailedProgram } from "../realize-failure.ts";

type Said = Pick<DiagnosticFound, "hint" | "detail">;

/** Its last words, and what helps. */
export const said = (program: FailedProgram): Said => {
  const trouble = troubleIn(program.lastLines);
  const ended = program.signal === null ? [] : [`ended by ${program.signal}`];
  const detail = [...program.lastLines, ...ended];
  const instead =
    replacementIn(program.lastLines) ?? (trouble === "build-failed" ? successorOf(program.lastLines) : null);
  // The rest is the package's own way to say the same.
  if (instead !== null) return { detail: detail.slice(0, 1), hint: `did you mean \`${instead}\`?` };
  return { detail, hint: trouble === null ? null : hints[trouble] };
};

/** A package that says by its failing build alone that another one has taken its place. */
const successorOf = (lines: readonly string[]): string | null =>
  packageNamedIn(lines) === "tensorflow-gpu" ? "tensorflow" : null;

/** What is neither the project's fault nor a package's: the index, or what is between it and here; null otherwise. */
export const troubleOnTheWay = (program: FailedProgram): Words | null => {
  const { lastLines } = program;
  const about = packageNamedIn(lastLines);
  switch (troubleIn(lastLines)) {
    case "network":
      return { message: "the package index cannot be reached", ...said(program) };
    case "server-error":
      return {
        message: `the package index has trouble of its own (${serverErrorIn(lastLines)})`,
        ...said(program),
      };
    case "gone":
      return {
        message: `${about === null ? "a file" : `a file of \`${about}\``} is not where it was (${clientErrorIn(lastLines) ?? "404"})`,
        about,
        ...said(program),
      };
    case "broken-download":
      return about === null
        ? null
        : { message: `\`${about}\` came damaged from the package index`, about, ...said(program) };
    default:
      return null;
  }
};

/** What helps, by the trouble. */
export const hintFor = (trouble: UvTrouble): string => hints[trouble];

const hints: { readonly [Trouble in UvTrouble]: string } = {
  certificate:
    "this network's certificate is not trusted: name its bundle with `SSL_CERT_FILE`, or with pip's `cert` setting",
  network: "is the network there? behind a proxy, set `HTTPS_PROXY`; with a mirror, `UV_DEFAULT_INDEX`",
  "server-error": "try again later",
  gone: "it was taken back, or this machine asks another index: `jig lock --upgrade NAME` chooses another version; a line with an address wants another one",
  "broken-download":
    "try again; when it stays so, something on the way, like a proxy or a mirror, sends other files",
  authentication: "the package index asks for a password, or a proxy does",
  "disk-full": "the disk is full",
  "no-version": "is the name spelled right, and is there such a version?",
  "no-wheel": "this version has no wheel for this Python and platform: ask for another version",
  "hash-mismatch":
    "the index serves another file than the one that was locked: do not use it before you know why",
  "build-failed":
    "it has to be compiled here: its build tools may be missing, or a version with a wheel is needed",
  conflict: "loosen one of them",
};
