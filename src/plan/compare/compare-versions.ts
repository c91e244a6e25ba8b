// Which of two versions is the newer one, as PEP 440 orders them. It judges none: what it cannot read is compared as text.

/** Below zero when the first is older, above when it is newer, zero when they are the same to a resolver. */
export const compareVersions = (left: string, right: string): number => {
  const [first, second] = [keyOf(left), keyOf(right)];
  if (first === null || second === null) return left === right ? 0 : left < right ? -1 : 1;
  for (let at = 0; at < Math.max(first.length, second.length); at += 1) {
    const difference = compareParts(first[at] ?? [], second[at] ?? []);
    if (difference !== 0) return difference;
  }
  return 0;
};

const compareParts = (left: readonly Part[], right: readonly Part[]): number => {
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const [first, second] = [left[at] ?? 0, right[at] ?? 0];
    if (first === second) continue;
    // Of a local version: a number is newer than a word.
    if (typeof first !== typeof second) return typeof first === "number" ? 1 : -1;
    return first < second ? -1 : 1;
  }
  return 0;
};

type Part = number | string;

const VERSION =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z\d]+(?:[-_.][a-z\d]+)*))?$/i;

const STAGES: Readonly<Record<string, number>> = { a: 0, alpha: 0, b: 1, beta: 1 };
const CANDIDATE = 2;
const NEVER = -1;
const ALWAYS = 9;

const numbered = (number: string | undefined): number => Number(number ?? 0);

/** Epoch, release, pre-release, post-release, development, local: in the order in which they decide. */
const keyOf = (version: string): readonly (readonly Part[])[] | null => {
  const match = VERSION.exec(version.trim());
  if (match === null) return null;
  const [, epoch, release = "", stage, stageNumber, dash, post, postNumber, dev, devNumber, local] = match;
  const isPost = dash !== undefined || post !== undefined;
  const staged = stage === undefined ? null : (STAGES[stage.toLowerCase()] ?? CANDIDATE);
  // `1.0.dev1` is older than `1.0a1`, which is older than `1.0`.
  const before = dev !== undefined && !isPost ? NEVER : ALWAYS;
  return [
    [numbered(epoch)],
    release.split(".").map(Number),
    staged === null ? [before] : [staged, numbered(stageNumber)],
    isPost ? [1, numbered(dash ?? postNumber)] : [0],
    dev === undefined ? [1] : [0, numbered(devNumber)],
    localKey(local),
  ];
};

const localKey = (local: string | undefined): readonly Part[] =>
  local === undefined
    ? [0]
    : [
        1,
        ...local
          .toLowerCase()
          .split(/[-_.]/)
          .map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
      ];
