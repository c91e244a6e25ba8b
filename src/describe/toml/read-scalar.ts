// Numbers, dates, `true` and `false`. What is none of these is most often a string without its quotes, and told so.

import { rangeFrom, stumble, take, type Cursor, type Stumble } from "./cursor.ts";
import type { TomlValue } from "./toml-tree.ts";

const WORD = /[^\s,\]}#]+/y;
// A date may hold one space, so it is tried before words.
const MOMENT =
  /\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d)?)?(?=[\s,\]}#]|$)|\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?=[\s,\]}#]|$)/y;
const INTEGER =
  /^(?:[+-]?(?:0|[1-9](?:_?\d)*)|0x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*|0o[0-7](?:_?[0-7])*|0b[01](?:_?[01])*)$/;
const FLOAT = /^[+-]?(?:0|[1-9](?:_?\d)*)(?:\.\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?$/;
const SPECIAL = /^[+-]?(?:inf|nan)$/;

/** Reads the value that begins at the cursor; null when it is none, which is noted. */
export const readScalar = (cursor: Cursor): TomlValue | null => {
  const start = cursor.at;
  const moment = take(cursor, MOMENT);
  if (moment !== null) {
    const range = rangeFrom(start, cursor.at);
    return isMoment(moment)
      ? { kind: "date", range }
      : stumble(cursor, { message: `no calendar has \`${moment}\``, range });
  }
  const word = take(cursor, WORD) ?? "";
  const range = rangeFrom(start, cursor.at);
  if (word === "true" || word === "false") return { kind: "boolean", value: word === "true", range };
  const number = toNumber(word);
  if (number !== null) return { ...number, written: word, range };
  return stumble(cursor, misread(cursor, start, word));
};

const toNumber = (word: string): { kind: "integer" | "float"; value: number } | null => {
  const digits = word.replaceAll("_", "");
  if (INTEGER.test(word)) return { kind: "integer", value: Number(digits) };
  if (FLOAT.test(word)) return { kind: "float", value: Number(digits) };
  if (!SPECIAL.test(word)) return null;
  if (word.endsWith("nan")) return { kind: "float", value: Number.NaN };
  return { kind: "float", value: word.startsWith("-") ? -Infinity : Infinity };
};

const isMoment = (text: string): boolean => {
  const date = /^(\d{4})-(\d\d)-(\d\d)/.exec(text);
  if (date !== null && !isDay(Number(date[1]), Number(date[2]), Number(date[3]))) return false;
  const times = text.slice(date === null ? 0 : 11).matchAll(/(\d\d):(\d\d)(?::(\d\d))?/g);
  return [...times].every(
    ([, hour, minute, second]) => Number(hour) < 24 && Number(minute) < 60 && Number(second ?? 0) <= 60,
  );
};

const isDay = (year: number, month: number, day: number): boolean => {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
};

/** Why a word is not a value, over the whole of what was probably meant as one. */
const misread = (cursor: Cursor, start: number, word: string): Stumble => {
  const { text } = cursor.source;
  const rest = /^[^,\]}#\r\n]*/.exec(text.slice(start, start + LONGEST_SHOWN))?.[0].trimEnd() ?? "";
  if (word === "" || rest === "") {
    const found = text.charAt(start);
    const range = rangeFrom(start, start + 1);
    return /^[\r\n#]?$/.test(found)
      ? { message: "a value is missing after `=`", range }
      : { message: `a value was expected, not \`${found}\``, range };
  }
  const range = rangeFrom(start, start + rest.length);
  if (/^(?:true|false)$/i.test(rest)) {
    return {
      message: `\`${rest}\` is not a value`,
      range,
      hint: `write \`${rest.toLowerCase()}\`, in lower case`,
    };
  }
  if (/^[+-]?0\d+$/.test(rest)) {
    return { message: `\`${rest}\` begins with a zero`, range, hint: `write \`${Number(rest)}\`` };
  }
  return { message: "a string needs quotes around it", range, hint: quotesFor(rest) };
};

const LONGEST_SHOWN = 200;

const quotesFor = (rest: string): string => {
  if (rest.length > 60 || rest.includes("'")) return "put it in quotes";
  return /["\\]/.test(rest) ? `write \`'${rest}'\`` : `write \`"${rest}"\``;
};
