/** Bytes of a key, a hash or a leaf value. */
export const ROW = 32;

/** The same array with room for twice as many entries. */
export function grown<T extends Uint8Array | Int32Array>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(array.length * 2);
  larger.set(array);
  return larger;
}

/** Rows of 32 bytes that grow on demand. */
export class Rows {
  #bytes = new Uint8Array(64 * ROW);

  /** Stores row `index`. */
  set(index: number, row: Uint8Array): void {
    while ((index + 1) * ROW > this.#bytes.length) this.#bytes = grown(this.#bytes);
    this.#bytes.set(row, index * ROW);
  }

  /** A view of row `index`, valid until the next {@link set}. */
  view(index: number): Uint8Array {
    return this.#bytes.subarray(index * ROW, (index + 1) * ROW);
  }

  /** A copy of row `index`. */
  get(index: number): Uint8Array {
    return this.#bytes.slice(index * ROW, (index + 1) * ROW);
  }
}
