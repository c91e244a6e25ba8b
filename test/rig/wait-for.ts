// Waiting for something to become true, by asking again and again. There is no waiting for time to pass.

/**
 * Asks every 20 ms until the answer is neither undefined, null nor false, and gives that answer.
 * @throws after `timeoutMs`, saying what was waited for and what `explain` adds.
 */
export const waitFor = async <Value>(
  what: string,
  ask: () => Value | Promise<Value>,
  { timeoutMs = 10_000, explain = () => "" }: { timeoutMs?: number; explain?: () => string } = {},
): Promise<NonNullable<Exclude<Value, false>>> => {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (isAnswer(answer)) return answer;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}\n${explain()}`);
    await Bun.sleep(20);
  }
};

const isAnswer = <Value>(answer: Value): answer is NonNullable<Exclude<Value, false>> & Value =>
  answer !== undefined && answer !== null && answer !== false;

/** The value of a promise, or after `timeoutMs` an error that says what was waited for and what `explain` adds. */
export const within = async <Value>(
  what: string,
  promise: Promise<Value>,
  { timeoutMs = 10_000, explain = () => "" }: { timeoutMs?: number | undefined; explain?: () => string } = {},
): Promise<Value> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`waited ${timeoutMs} ms for ${what}\n${explain()}`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};
