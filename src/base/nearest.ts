// "Did you mean": the candidate that a mistyped word most probably stands for. It knows no domain's synonyms.

/** Longer words are not mistyped, they are something else; and comparing them costs. */
const LONGEST = 64;

/**
 * The candidate closest to the word (letters left out, added, changed or swapped; case does not count), or null when
 * none is close: one slip in words up to four letters, then one for every three letters, never more than three.
 */
export const nearest = (word: string, candidates: Iterable<string>): string | null => {
  if (word === "" || word.length > LONGEST) return null;
  const wanted = word.toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.min(3, Math.max(1, Math.floor(wanted.length / 3))) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    // A word of which nothing stays is not a slip of it: `a` is not `b`.
    if (distance < bestDistance && distance < Math.max(wanted.length, candidate.length)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
};

/** Damerau–Levenshtein distance in which no part is edited twice ("optimal string alignment"). */
const editDistance = (left: string, right: string): number => {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const isSame = left[row - 1] === right[column - 1];
      const isSwap =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
        isSwap ? at(beforeLast, column - 2) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, right.length);
};

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity;
