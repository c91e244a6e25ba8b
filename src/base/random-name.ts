// Names that nobody can guess or meet twice. Web randomness: loading the runtime's crypto module takes longer than all
// the rest of a warm command.

/** `bytes` random bytes as lower-case hex. */
export const randomName = (bytes: number): string => crypto.getRandomValues(new Uint8Array(bytes)).toHex();
