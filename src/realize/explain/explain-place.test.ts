import { expect, test } from "bun:test";

import { explainFailure } from "./explain-failure.ts";
import { explainPlace } from "./explain-place.ts";

/** As uv 0.13.9 and git 2.39 said it. */
const git = (address: string, ...causes: readonly string[]): string =>
  [
    `error: Failed to download and build \`mylib @ git+${address}\``,
    "  cause: Git operation failed",
    "  cause: failed to clone into: /root/.cache/uv/git-v2/db/cf752b8c6dc3e7ad",
    ...causes,
  ].join("\n");
const REPOSITORY = "https://git.example/r.git";
const fetching = (what: string): string =>
  `  cause: process didn't exit successfully: \`/usr/bin/git fetch --force --update-head-ok '${REPOSITORY}' '${what}'\` (exit status: 128)`;

const told = (lines: string): readonly (string | null)[] => {
  const words = explainPlace(lines.split("\n"));
  return words === null ? [null] : [words.message, words.hint, words.about];
};

const notHad = (
  cause: string,
) => `error: Failed to download \`other @ https://files.example/other-1.0-py3-none-any.whl\`
cause: Failed to fetch: https://files.example/other-1.0-py3-none-any.whl
cause: ${cause}`;
const answered = (text: string) =>
  `HTTP status client error (${text}) for url (https://files.example/other-1.0-py3-none-any.whl)`;

test("an address that answers with an error is told with its answer, and no index is blamed", () => {
  expect(told(notHad(answered("404 Not Found")))).toEqual([
    "`other` comes from an address that answers `404 Not Found`",
    "is the address right? the file may have been moved or taken back: its line names another then",
    "other",
  ]);
  expect(told(notHad(answered("403 Forbidden")))[1]).toContain(
    "`machine files.example login USER password …`",
  );
  const silent =
    "error sending request for url (https://files.example/other-1.0-py3-none-any.whl)\n  cause: client error (Connect)\n  cause: tcp connect error";
  expect(told(notHad(silent))[0]).toBe("`other` comes from `files.example`, which cannot be reached");
  const program = {
    argv: ["uv"] as const,
    code: 1,
    signal: null,
    lastLines: notHad(answered("404 Not Found")).split("\n"),
  };
  const place = { file: "r.txt", line: 2, column: 1 };
  const asking = { text: "other @ …", as: "requirement", place } as const;
  for (const failure of [
    { reason: "lock-failed", program } as const,
    { reason: "install-failed", program, package: "other", formerEnvironment: false } as const,
  ])
    expect(explainFailure(failure, { placesOf: (name) => (name === "other" ? [asking] : []) })).toMatchObject(
      {
        message: "`other` comes from an address that answers `404 Not Found`",
        place,
        detail: ["https://files.example/other-1.0-py3-none-any.whl"],
      },
    );
});

test("a repository that lacks what is asked of it is told with that", () => {
  const none = "         --- stderr\n         fatal: couldn't find remote ref refs/tags/v9";
  const tag = git(
    `${REPOSITORY}@v9`,
    "  cause: failed to fetch branch or tag `v9`",
    fetching("+refs/tags/v9:refs/remotes/origin/tags/v9"),
    none,
  );
  expect(told(tag)).toEqual([
    "the repository of `mylib` has no branch or tag `v9`",
    `is it spelled right, and pushed? \`git ls-remote ${REPOSITORY}\` shows what it has`,
    "mylib",
  ]);
  const commit = "0123456789".repeat(4);
  const notOurs = `         --- stderr\n         fatal: remote error: upload-pack: not our ref ${commit}`;
  expect(
    told(
      git(
        `${REPOSITORY}@${commit}`,
        `  cause: failed to fetch commit \`${commit}\``,
        fetching(`+${commit}`),
        notOurs,
      ),
    )[0],
  ).toBe(`the repository of \`mylib\` has no commit \`${commit}\``);
  expect(
    told(`error: Failed to download and build \`mylib @ git+${REPOSITORY}#subdirectory=nope\`
  cause: The source distribution \`git+${REPOSITORY}#subdirectory=nope\` has no subdirectory \`nope\``)[0],
  ).toBe("the repository of `mylib` has no folder `nope`");
});

test("a repository that is not there, asks for a login or cannot be reached is told so", () => {
  const said = (...words: readonly string[]) =>
    told(
      git(
        REPOSITORY,
        fetching("+HEAD:refs/remotes/origin/HEAD"),
        "         --- stderr",
        ...words.map((each) => `         ${each}`),
      ),
    )[0];
  expect(said(`fatal: repository '${REPOSITORY}/' not found`)).toBe(
    "there is no repository at the address of `mylib`, or none for you",
  );
  expect(
    said(
      "fatal: '/nothing.git' does not appear to be a git repository",
      "fatal: Could not read from remote repository.",
    ),
  ).toBe("there is no repository at the address of `mylib`, or none for you");
  expect(said("fatal: could not read Username for 'https://git.example': terminal prompts disabled")).toBe(
    "the repository of `mylib` asks for a login that git does not have",
  );
  expect(said(`fatal: unable to access '${REPOSITORY}/': Could not resolve host: git.example`)).toBe(
    "the repository of `mylib` cannot be reached",
  );
  expect(said("fatal: the remote end hung up unexpectedly")).toBe(
    "the repository of `mylib` could not be fetched",
  );
});

test("what is about an index is not taken for a place", () => {
  expect(
    explainPlace([
      "error: Failed to fetch: `https://index.example/simple/six/`",
      "  cause: HTTP status client error (404 Not Found)",
    ]),
  ).toBeNull();
  expect(
    explainFailure({
      reason: "install-failed",
      package: "six",
      formerEnvironment: true,
      program: {
        argv: ["uv"],
        code: 1,
        signal: null,
        lastLines: [
          "error: Failed to download `six==1.17.0`",
          "  cause: Failed to fetch: https://files.example/six-1.17.0-py2.py3-none-any.whl",
          "  cause: HTTP status client error (404 Not Found) for url (https://files.example/six-1.17.0-py2.py3-none-any.whl)",
        ],
      },
    }).message,
  ).toBe("a file of `six` is not where it was (404 Not Found)");
});
