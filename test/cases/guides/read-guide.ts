// What there is to try in a page of Markdown: fenced blocks, the command lines in them with what they print, and the
// commands that the prose names.

export interface Block {
  /** The word behind the fence; empty when there is none. */
  readonly language: string;
  readonly text: string;
  /** Of the fence, from 1. */
  readonly line: number;
}

export interface Command {
  readonly text: string;
  /** What the page shows as its output, without empty lines. */
  readonly output: readonly string[];
}

/** All fenced blocks, in order. */
export const blocksOf = (page: string): readonly Block[] => {
  const blocks: Block[] = [];
  let open: { language: string; line: number; lines: string[] } | null = null;
  for (const [at, line] of page.split("\n").entries()) {
    const fence = /^```(.*)$/.exec(line);
    if (fence === null) open?.lines.push(line);
    else if (open === null) open = { language: (fence[1] ?? "").trim(), line: at + 1, lines: [] };
    else {
      blocks.push({ language: open.language, line: open.line, text: open.lines.join("\n") });
      open = null;
    }
  }
  return blocks;
};

/** `sh`: every line is a command. Without a language: those behind `$ `, and what stands below is their output. */
export const commandsOf = ({ language, text }: Block): readonly Command[] => {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (language === "sh") return lines.map((line) => ({ text: withoutRemark(line), output: [] }));
  if (language !== "") return [];
  const commands: { text: string; output: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith("$ ")) commands.push({ text: withoutRemark(line.slice(2)), output: [] });
    else commands.at(-1)?.output.push(line);
  }
  return commands;
};

const withoutRemark = (line: string): string => line.replace(/\s+#\s.*$/, "").trim();

/** The lines that a build machine would run: `run:` of GitHub, the items under `script:` of GitLab. */
export const scriptLinesOf = ({ language, text }: Block): readonly string[] => {
  if (language !== "yaml") return [];
  const found: string[] = [];
  let isScript = false;
  for (const line of text.split("\n")) {
    const run = /^\s*- run: (.*)$/.exec(line);
    if (run?.[1] !== undefined) found.push(run[1]);
    const item = /^\s+- (.*)$/.exec(line);
    if (isScript && item?.[1] !== undefined) found.push(item[1]);
    else isScript = /^\s+script:$/.test(line);
  }
  return found;
};

/** `jig …` in the prose, each as its words. */
export const namedCommandsOf = (page: string): readonly (readonly string[])[] => {
  const prose = page.replaceAll(/^```[^]*?^```$/gm, "");
  return [...prose.matchAll(/`jig ([^`]+)`/g)].map(([, words]) => (words ?? "").split(/\s+/));
};
