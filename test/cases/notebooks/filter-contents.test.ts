import { expect, test } from "bun:test";

import { installedRepository, notebookText } from "../../rig/notebook-repository.ts";

const RUN = notebookText({ source: "print(1)", printed: "1\n" });
const CLEAN = notebookText({ source: "print(1)" });
const NAN = RUN.replace('"metadata": {}', '"metadata": {"x": NaN}');

const FORMAT_3 = JSON.stringify({
  metadata: { name: "", signature: "x" },
  nbformat: 3,
  nbformat_minor: 0,
  worksheets: [
    {
      cells: [
        {
          cell_type: "code",
          collapsed: false,
          input: ["1"],
          language: "python",
          metadata: {},
          outputs: [1],
          prompt_number: 1,
        },
      ],
      metadata: {},
    },
  ],
});

const littleEndian = (text: string): Buffer => Buffer.from(text, "utf16le");

/** Git's own attribute for UTF-16 wants the mark back. */
const wide: ReadonlyMap<string, (text: string) => Buffer> = new Map([
  ["UTF-16", (text) => littleEndian(`\uFEFF${text}`)],
  ["UTF-16, the other order", (text) => littleEndian(`\uFEFF${text}`).swap16()],
  ["UTF-16 without a mark", (text) => littleEndian(text)],
]);

const compact = (printed: string): string =>
  JSON.stringify(JSON.parse(notebookText({ source: "print(1)", printed })));

/** CLEAN with an output, in another layout, so many bytes longer than CLEAN. */
const compactly = (more: number): string => compact("x".repeat(CLEAN.length + more - compact("").length));

/** A notebook with one cell, whose outputs are there twice; nb-clean looks at the last ones, and finds it clean. */
const twice = (first: string): string =>
  `{"cells":[{"cell_type":"code","execution_count":null,"id":"a","metadata":{},"source":[],${first},"outputs":[]}],"metadata":{},"nbformat":4,"nbformat_minor":5}`;

const PRINTED = '{"name":"stdout","output_type":"stream","text":["SECRET"]}';

/** The same in other spellings. */
const TWICE: readonly string[] = [
  `"outputs" : [${PRINTED}]`,
  `"outputs":  [${PRINTED}]`,
  `"outputs":\n[${PRINTED}]`,
  `"outputs": [ ${PRINTED}]`,
  `"outputs":[\n${PRINTED}]`,
  `"\\u006futputs":[${PRINTED}]`,
  `"o\\u0075tp\\u0075ts":[${PRINTED}]`,
  '"outputs":{"a":"SECRET"}',
  '"outputs": {"a":"SECRET"}',
  '"outputs" :"SECRET"',
  '"outputs":["]","SECRET"]',
  '"outputs":[[],"SECRET"]',
  '"outputs":{"]":"SECRET"}',
  '"outputs": "]SECRET"',
  '"outputs":"[]SECRET"',
  '"outputs": "SECRET"',
];

/** What goes in, what git stages (`same`: what went in), and what is said. */
const CONTENTS: readonly {
  readonly title: string;
  readonly bytes: string | Uint8Array;
  readonly staged: "same" | Buffer | ((text: string) => void);
  readonly said: RegExp | "";
}[] = [
  { title: "a notebook", bytes: RUN, staged: (text) => expect(text).toBe(CLEAN), said: "" },
  { title: "a clean notebook", bytes: CLEAN, staged: "same", said: "" },
  ...["", "\n\n", "\r\n", "\n\n\n\n", " \n"].map((end) => ({
    title: `a clean notebook that ends with ${JSON.stringify(end)}`,
    bytes: `${CLEAN.trimEnd()}${end}`,
    staged: "same" as const,
    said: "" as const,
  })),
  // Told apart by the length alone, without another program: the guide says where that ends.
  {
    title: "a clean notebook and 90 empty lines",
    bytes: `${CLEAN}${"\n".repeat(90)}`,
    staged: "same",
    said: "",
  },
  {
    title: "a clean notebook and 150 empty lines",
    bytes: `${CLEAN}${"\n".repeat(150)}`,
    staged: process.platform === "linux" ? Buffer.from(CLEAN) : "same",
    said: "",
  },
  ...[-1, 0, 1, 2, 50, 98, 99, 100, 101, 500].map((more) => ({
    title: `outputs, ${more} bytes longer than without`,
    bytes: compactly(more),
    staged: (text: string) => expect(text).toBe(CLEAN),
    said: "" as const,
  })),
  ...[
    RUN.replace("{\n", '{\n "cells": [],\n').replace(/\n "metadata"/, (found) => `\n "cells": [],${found}`),
    RUN.replace(/"outputs": \[[^]*?\n {3}\]/, (found) => `${found},\n   "outputs": []`).replace(
      '"execution_count": 1',
      '"execution_count": null',
    ),
  ].map((bytes, at) => ({
    title: `${at === 0 ? "cells" : "outputs"} twice, the last ones empty`,
    bytes,
    staged: (text: string) => {
      expect(text).not.toContain("stdout");
      expect(JSON.parse(text).nbformat).toBe(4);
    },
    said: "" as const,
  })),
  ...[
    ...TWICE.map(twice),
    twice(TWICE[0] ?? "").replace(/("cells":)(.*)(,"metadata":\{\},"nb)/, "$1$2,$1[]$3"),
  ].map((bytes) => ({
    title: `outputs twice: ${bytes}`,
    bytes,
    staged: (text: string) => {
      expect(text).not.toContain("SECRET");
      expect(JSON.parse(text).nbformat).toBe(4);
    },
    said: "" as const,
  })),
  ...['x = "outputs"', 'x["outputs"]', '"output_type"', String.raw`\u0041`].map((source) => ({
    title: `a text with ${source}`,
    bytes: notebookText({ source: JSON.stringify(source).slice(1, -1), printed: "1\n" }),
    staged: Buffer.from(notebookText({ source: JSON.stringify(source).slice(1, -1) })),
    said: "" as const,
  })),
  {
    title: "NaN in it",
    bytes: NAN,
    staged: (text) => expect(text).toBe(CLEAN),
    said: "",
  },
  {
    title: "Infinity where it stays",
    bytes: RUN.replace('"kernelspec"', '"limit": -Infinity, "kernelspec"'),
    staged: (text) => {
      expect(text).toContain('"limit": -Infinity');
      expect(text).not.toContain("stdout");
    },
    said: "",
  },
  {
    title: "half of a character",
    bytes: RUN.replace('"1\\n"', String.raw`"\ud83d"`).replace("print(1)", String.raw`'\udc00'`),
    staged: (text) => {
      expect(text).toContain(String.raw`'\udc00'`);
      expect(text).not.toContain("stdout");
    },
    said: "",
  },
  {
    title: "a byte order mark",
    bytes: `\uFEFF${RUN}`,
    staged: (text) => expect(text).toBe(CLEAN),
    said: "",
  },
  {
    title: "a byte of Latin-1",
    bytes: Buffer.from(RUN.replace("print(1)", "'\u00e4'").replace('"1\\n"', '"\u00f6"'), "latin1"),
    staged: (text) => expect(text).toBe(CLEAN.replace("print(1)", "'\uFFFD'")),
    said: "",
  },
  ...[...wide].map(([title, inWide]) => ({
    title,
    bytes: inWide(RUN.replace("print(1)", "'\u00e4\\\\n'")),
    staged: inWide(CLEAN.replace("print(1)", "'\u00e4\\\\n'")),
    said: "" as const,
  })),
  ...[...wide].map(([title, inWide]) => ({
    title: `${title}, clean`,
    bytes: inWide(CLEAN),
    staged: "same" as const,
    said: "" as const,
  })),
  {
    title: "a zero where it is clean",
    bytes: CLEAN.replace("print(1)", "'\0'"),
    staged: "same",
    said: "",
  },
  {
    title: "a zero",
    bytes: RUN.replace("print(1)", "'\0'"),
    staged: (text) => expect(text).toBe(CLEAN.replace("print(1)", String.raw`'\u0000'`)),
    said: "",
  },
  {
    title: "format 3",
    bytes: FORMAT_3,
    staged: (text) => {
      expect(text).toContain('"prompt_number": null');
      expect(text).toContain('"outputs": []');
      expect(text).not.toContain("signature");
    },
    said: "",
  },
  {
    title: "an empty file",
    bytes: "",
    staged: "same",
    said: /it is empty; save it in Jupyter, or remove it\n$/,
  },
  {
    title: "a half-written file",
    bytes: RUN.slice(0, 90),
    staged: "same",
    said: /it ends in the middle.*save it/,
  },
  {
    title: "a foreign file",
    bytes: "hello\n",
    staged: "same",
    said: /it is no notebook; give it another name/,
  },
  { title: "bytes", bytes: new Uint8Array([0, 255, 1, 254]), staged: "same", said: /it is no notebook/ },
  {
    title: "another JSON",
    bytes: '{"a": 1}\n',
    staged: "same",
    said: /it is no notebook/,
  },
  {
    title: "a pointer of Git LFS",
    bytes: "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n",
    staged: "same",
    said: /it is a pointer of Git LFS; `git lfs pull` fetches the notebook\n$/,
  },
  {
    title: "a merge conflict",
    bytes: RUN.replace('   "source"', '<<<<<<< ours\n   "source"\n=======\n>>>>>>> theirs'),
    staged: "same",
    said: /a merge conflict is in it; resolve it/,
  },
];

test("whatever a notebook holds, git stages it with exit 0, and cleaned where it is one", async () => {
  await using repository = await installedRepository();
  const { put, git, staged } = repository;
  for (const [at, content] of CONTENTS.entries()) {
    // Quoted by git for the shell: a blank, a quote, a dollar, a percent sign.
    const path = `no te's/$a%s ${at}.ipynb`;
    put(path, content.bytes);
    const { code, stderr } = git("add", "--", path);
    expect(code, content.title).toBe(0);
    const whole = content.staged === "same" ? Buffer.from(content.bytes) : content.staged;
    if (typeof whole !== "function")
      expect(staged(path).toString("hex"), content.title).toBe(whole.toString("hex"));
    else whole(staged(path).toString());
    if (content.said === "") expect(stderr, content.title).toBe("");
    else {
      expect(stderr, content.title).toMatch(content.said);
      expect(stderr, content.title).toStartWith(`jig: ${path} goes into git as it is: `);
      expect(stderr.match(/\n/g)?.length, stderr).toBe(1);
    }
  }
});
