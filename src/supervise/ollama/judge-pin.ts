// Whether a model is the one that `jig.lock` names, in words: the same for whoever looks. It reads no lock.

const ANOTHER = "it is another one (";

interface Pinned {
  readonly name: string;
  /** Of the one that is there; empty: the server gives none. */
  readonly digest: string;
  /** Null: none is pinned. */
  readonly pinned: string | null;
}

/** Why a model that is there is not as it should be. @param reason what was said of it before; what it said of a pin is over */
export const judgePin = ({ name, digest, pinned }: Pinned, reason: string | null): string | null => {
  if (pinned !== null && pinned !== digest)
    return `${ANOTHER}${digest === "" ? "without a digest" : digest.slice(0, 12)}) than jig.lock names (${pinned.slice(0, 12)}); \`jig models pull ${name}\` takes it into jig.lock`;
  return reason?.startsWith(ANOTHER) === true ? null : reason;
};
