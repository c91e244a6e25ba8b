// Where something stands in a text that the user wrote. It reads no file: a source is handed in.

/** A half-open span of a source text, in UTF-16 code units from its start. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** A text and the name by which its reader knows it: the path relative to the project's root. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** A second file that is read together with the first: its text stands in `text` from `start` on. */
  readonly second?: { readonly file: string; readonly start: number };
}

/** A range as a person or an editor counts: line and column from 1, columns in code units. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A value and where its text stands. */
export interface Located<Value> {
  readonly value: Value;
  readonly range: Range;
}

/** Two files as one text, so that a single range says in which of them something stands, and where. */
export const joinSources = (first: Source, second: Source): Source => ({
  file: first.file,
  text: `${first.text}\n${second.text}`,
  second: { file: second.file, start: first.text.length + 1 },
});

/** The one file in which an offset stands, and how far into the joined text it begins. */
export const fileAt = (source: Source, offset: number): { readonly file: Source; readonly start: number } => {
  const { second, text } = source;
  if (second === undefined) return { file: source, start: 0 };
  return offset >= second.start
    ? { file: { file: second.file, text: text.slice(second.start) }, start: second.start }
    : { file: { file: source.file, text: text.slice(0, second.start - 1) }, start: 0 };
};

/** The place of an offset, and the whole line it stands in, without its line ending. */
export const locate = (source: Source, offset: number): Place & { readonly text: string } => {
  const { file, start } = fileAt(source, offset);
  return locateIn(file, offset - start);
};

const locateIn = ({ text, file }: Source, offset: number): Place & { readonly text: string } => {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < start; at = text.indexOf("\n", at + 1)) line += 1;
  return {
    file,
    line,
    column: offset - start + 1,
    text: text.slice(start, end === -1 ? undefined : end).replace(/\r$/, ""),
  };
};

/** The place of a range's start. */
export const placeOf = (source: Source, range: Range): Place => {
  const { file, line, column } = locate(source, range.offset);
  return { file, line, column };
};
