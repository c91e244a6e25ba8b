// The body of an answer of the network, read up to a limit: what does not end, or unpacks to more than there is memory, is
// given up. It asks nobody.

/** Null when there is more of it than `limit` bytes: the rest is not fetched. Throws when the connection breaks. */
export const readAnswer = async (
  { body }: Pick<Response, "body">,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | null> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Whoever leaves the loop cancels the rest.
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
};
