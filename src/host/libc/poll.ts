// What the kernel says of pipes, sockets and terminals without waiting.

import { loadCalls } from "./load-calls.ts";

/** What the kernel says of descriptors now; asking does not wait. */
export interface Poll {
  /** Something may be written without waiting: of a pipe that nobody else writes to up to 4096 bytes, or an error. */
  isWritable(descriptor: number): boolean;
  /** The other end of the pipe, socket or terminal is closed. */
  isReaderGone(descriptor: number): boolean;
  close(): void;
}

export const openPoll = (): Poll => {
  const poll = { args: ["ptr", "u64", "i32"], returns: "i32" } as const;
  const library = loadCalls({ poll });
  // `struct pollfd`: the descriptor, what is asked for (errors are told unasked), what is so.
  const asked = Buffer.alloc(8);
  const ask = (descriptor: number, events: number): number => {
    asked.writeInt32LE(descriptor, 0);
    asked.writeInt16LE(events, 4);
    return library.symbols.poll(asked, 1, 0) > 0 ? asked.readInt16LE(6) : 0;
  };
  return {
    isWritable: (descriptor) => ask(descriptor, POLLOUT) !== 0,
    isReaderGone: (descriptor) => (ask(descriptor, 0) & (POLLERR | POLLHUP)) !== 0,
    close: () => library.close(),
  };
};

/** Whether the other end of the pipe, socket or terminal behind a descriptor is closed: a look, it does not wait. */
export const isReaderGone = (descriptor: number): boolean => {
  const poll = openPoll();
  try {
    return poll.isReaderGone(descriptor);
  } finally {
    poll.close();
  }
};

const POLLOUT = 0x4;
const POLLERR = 0x8;
const POLLHUP = 0x10;
