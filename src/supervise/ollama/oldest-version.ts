// Which Ollama is too old for what jig asks. It asks none.

/** Before this one it answers other questions than jig asks. A build without a number counts as new. */
const OLDEST = [0, 3, 0] as const;

/** For people, behind the name of one that is. */
export const OLDER: string = `older than ${OLDEST.join(".")}`;
export const UPDATE = "update it";

/** Whether a version of three numbers is below the oldest one; `0.0.0` is a build that was given none. */
export const isOld = (version: string): boolean => {
  const numbers = /^(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
  if (numbers === undefined || numbers.every((number) => number === 0)) return false;
  for (const [at, oldest] of OLDEST.entries()) {
    const number = numbers[at] ?? 0;
    if (number !== oldest) return number < oldest;
  }
  return false;
};
