import { expect, test } from "bun:test";
import * as fc from "fast-check";

import { parseTemplate } from "./parse-template.ts";

const problems = (text: string, where: "shell" | "value"): string[] =>
  parseTemplate(text, where).problems.map(({ message, hint }) => `${message}: ${hint}`);

test("jig's references are found, in a shell's text as in a value", () => {
  for (const where of ["shell", "value"] as const) {
    expect(parseTemplate("a ${port} ${env:HOME}${service.web.url}!", where).template).toEqual([
      "a ",
      { kind: "port" },
      " ",
      { kind: "env", name: "HOME" },
      { kind: "service", name: "web", field: "url" },
      "!",
    ]);
  }
  expect(parseTemplate("${service.db-1.port}", "value").template).toEqual([
    { kind: "service", name: "db-1", field: "port" },
  ]);
});

test("two dollars are one", () => {
  expect(parseTemplate("$$$$ $${port} $", "shell").template).toEqual(["$$ ${port} $"]);
  expect(parseTemplate("$$5", "value").template).toEqual(["$5"]);
});

test("in a shell's text everything else stays the shell's", () => {
  const text = "$HOME ${HOME} ${A:-b} ${env} ${env:0:2} $(pwd) ${#x} ${x//\\}/y} ${!ref} ${";
  expect(parseTemplate(text, "shell")).toEqual({ template: [text], references: [], problems: [] });
});

test("a reference inside a shell's own default is still jig's", () => {
  expect(parseTemplate("${PORT:-${port}}", "shell").template).toEqual(["${PORT:-", { kind: "port" }, "}"]);
});

test("in a value `$NAME` stays, and an unknown reference is told with what was meant", () => {
  expect(parseTemplate("$HOME", "value")).toEqual({ template: ["$HOME"], references: [], problems: [] });
  expect(
    problems("${prot} ${HOME} ${service.web.ulr} ${services.web.url} ${service.web} ${a b}", "value"),
  ).toEqual([
    "unknown reference `${prot}`: did you mean `${port}`?",
    "unknown reference `${HOME}`: did you mean `${env:HOME}`? A literal dollar is `$$`",
    "unknown reference `${service.web.ulr}`: did you mean `${service.web.url}`?",
    "unknown reference `${services.web.url}`: did you mean `${service.web.url}`?",
    "unknown reference `${service.web}`: a service has a `url` and a `port`, as in `${service.NAME.url}`",
    "unknown reference `${a b}`: there are `${port}`, `${env:NAME}`, `${service.NAME.url}` and " +
      "`${service.NAME.port}`; a literal dollar is `$$`",
  ]);
  expect(problems("x ${port", "value")).toEqual(["`${` is never closed: write `$${` for a literal `${`"]);
});

test("what can only be meant for jig is checked in a shell's text, too", () => {
  expect(problems("${service.web.ulr} ${service.web.url", "shell")).toEqual([
    "unknown reference `${service.web.ulr}`: did you mean `${service.web.url}`?",
    "`${` is never closed: write `$${` for a literal `${`",
  ]);
});

test("a text whose dollars are doubled comes back as it was, wherever it goes", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("$", "{", "}", "p", "port", ":", "env", " ") }), (text) => {
      for (const where of ["shell", "value"] as const) {
        const parsed = parseTemplate(text.replaceAll("$", "$$$$"), where);
        expect(parsed).toEqual({ template: text === "" ? [] : [text], references: [], problems: [] });
      }
    }),
  );
});

/** Two dollars as one, but for what is broken: that stays as it was written. */
const undouble = (text: string, broken: ReturnType<typeof parseTemplate>["problems"]): string => {
  let done = 0;
  let whole = "";
  for (const { offset, length } of broken) {
    whole += text.slice(done, offset).replaceAll("$$", "$") + text.slice(offset, offset + length);
    done = offset + length;
  }
  return whole + text.slice(done).replaceAll("$$", "$");
};

test("whatever the text, nothing is lost: literals and references spell it again", () => {
  const unit = fc.constantFrom("$", "${", "}", "port", "env:A", "service.a.url", "x", " ", "{");
  fc.assert(
    fc.property(fc.string({ unit }), fc.constantFrom("shell" as const, "value" as const), (text, where) => {
      const parsed = parseTemplate(text, where);
      const { template, references } = parsed;
      let rest = undouble(text, parsed.problems);
      for (const part of template) {
        const spelled = typeof part === "string" ? part : rest.slice(0, rest.indexOf("}") + 1);
        expect(rest.startsWith(spelled)).toBe(true);
        rest = rest.slice(spelled.length);
      }
      expect(rest).toBe("");
      expect(references.map(({ reference }) => reference)).toEqual(
        template.filter((part) => typeof part !== "string"),
      );
    }),
    { examples: [["${$$}", "value"]] },
  );
});
