// What is said of a requirement with a password or a token in its address: such a text is neither locked nor repeated.

import { secretIn, type Secret } from "../../base/secrets.ts";

/** What is wrong and what helps; null when nothing is to be kept from anybody. The words do not repeat the text. */
export const secretProblem = (text: string): { readonly message: string; readonly hint: string } | null => {
  const secret = secretIn(text);
  return secret === null ? null : words[secret];
};

const NETRC =
  "write the address without it, and `machine HOST login USER password …` into `~/.netrc`, where uv and git look";

const INDEX =
  "take the package from an index that each machine names (`UV_INDEX=NAME=ADDRESS`), or keep its wheel in the project and name that";

const words: { readonly [Kind in Secret]: { readonly message: string; readonly hint: string } } = {
  password: {
    message: "this address has a password in it, and `jig.lock` is for everybody to read",
    hint: NETRC,
  },
  token: {
    message: "this address has a token in it, and `jig.lock` is for everybody to read",
    hint: INDEX,
  },
  variable: {
    message: "this address has a variable in it, and what that holds would get into `jig.lock`",
    hint: NETRC,
  },
  user: {
    message: "this address has a user's name or a token in it, and `jig.lock` is for everybody to read",
    hint: NETRC,
  },
  query: {
    message:
      "this address has what may be a token behind the `?` in it, and `jig.lock` is for everybody to read",
    hint: `leave away what follows the \`?\` where the address does without it; otherwise ${INDEX}`,
  },
};
