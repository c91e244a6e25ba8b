// Reads of a 64-bit Mach-O executable what its code signature is about: segments, and where the signature lies. The
// numbers are those of Apple's <mach-o/loader.h>. It changes nothing.

export interface Segment {
  readonly name: string;
  /** Where its load command lies. */
  readonly at: number;
  readonly offset: number;
  readonly size: number;
}

export interface MachO {
  readonly segments: readonly Segment[];
  /** Null: it is not signed. */
  readonly signature: { readonly at: number; readonly offset: number; readonly size: number } | null;
}

const MAGIC_64 = 0xfe_ed_fa_cf;
const HEADER_SIZE = 32;
const LC_SEGMENT_64 = 0x19;
const LC_CODE_SIGNATURE = 0x1d;

/**
 * Reads the load commands.
 * @throws for what is no 64-bit Mach-O file
 */
export const readMachO = (bytes: Uint8Array): MachO => {
  const view = viewOf(bytes);
  if (bytes.length < HEADER_SIZE || view.getUint32(0, true) !== MAGIC_64) {
    throw new Error("no 64-bit Mach-O file");
  }
  const segments: Segment[] = [];
  let signature: MachO["signature"] = null;
  let at = HEADER_SIZE;
  for (let left = view.getUint32(16, true); left > 0; left -= 1) {
    const command = view.getUint32(at, true);
    if (command === LC_SEGMENT_64) segments.push(readSegment(bytes, at));
    if (command === LC_CODE_SIGNATURE) {
      signature = { at, offset: view.getUint32(at + 8, true), size: view.getUint32(at + 12, true) };
    }
    at += view.getUint32(at + 4, true);
  }
  return { segments, signature };
};

const readSegment = (bytes: Uint8Array, at: number): Segment => {
  const view = viewOf(bytes);
  return {
    name: textAt(bytes.subarray(at + 8, at + 24)),
    at,
    offset: Number(view.getBigUint64(at + 40, true)),
    size: Number(view.getBigUint64(at + 48, true)),
  };
};

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Up to the first zero byte. */
export const textAt = (field: Uint8Array): string => {
  const end = field.indexOf(0);
  return new TextDecoder().decode(end === -1 ? field : field.subarray(0, end));
};
