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

/** The place of an offset, and the whole line it stands in, without its line ending. */
export const locate = (source: Source, offset: number): Place & { readonly text: string } => {
  const { text, file } = source;
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
