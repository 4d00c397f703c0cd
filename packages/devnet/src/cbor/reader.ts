/** The bytes are not the expected CBOR, or not in its deterministic form. */
export class CborError extends Error {}

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads CBOR item by item and accepts only the deterministic form (RFC 8949 §4.2.1): a longer length than needed,
 * an indefinite size or a byte after the end is an error, so one request has exactly one encoding.
 */
export class CborReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Bytes read so far; with {@link slice} it gives the encoding of a part. */
  get position(): number {
    return this.#at;
  }

  /** The raw bytes from `start` to the current position. */
  slice(start: number): Uint8Array {
    return this.#bytes.subarray(start, this.#at);
  }

  uint(): bigint {
    return this.#head(0);
  }

  bytes(length?: number): Uint8Array {
    const value = this.#take(Number(this.#head(2)));
    if (length !== undefined && value.length !== length) {
      throw new CborError(`Expected ${length} bytes, got ${value.length}.`);
    }
    return value;
  }

  text(): string {
    try {
      return decoder.decode(this.#take(Number(this.#head(3))));
    } catch (error) {
      throw error instanceof CborError ? error : new CborError("A text string is not UTF-8.");
    }
  }

  /** Opens an array; @returns its number of items. */
  array(length?: number): number {
    const size = Number(this.#head(4));
    if (length !== undefined && size !== length) {
      throw new CborError(`Expected an array of ${length} elements, got ${size}.`);
    }
    return size;
  }

  /** Opens a map; @returns its number of pairs. */
  map(): number {
    return Number(this.#head(5));
  }

  /** Reads a tag; @throws CborError when it is not `expected`. */
  tag(expected: number): void {
    const tag = this.#head(6);
    if (tag !== BigInt(expected)) throw new CborError(`Expected CBOR tag ${expected}, got ${tag}.`);
  }

  /** Passes over one item of unsigned integers, strings, arrays, tags and null, at most 16 levels deep. */
  skip(depth = 0): void {
    if (depth > 16) throw new CborError("The CBOR item is nested too deep.");
    if (this.#bytes[this.#at] === 0xf6) {
      this.#at += 1;
      return;
    }
    const major = (this.#bytes[this.#at] ?? 0xff) >> 5;
    if (major === 0) this.uint();
    else if (major === 2 || major === 3) this.#take(Number(this.#head(major)));
    else if (major === 4) for (let left = this.array(); left > 0; left -= 1) this.skip(depth + 1);
    else if (major === 5) for (let left = 2 * this.map(); left > 0; left -= 1) this.skip(depth + 1);
    else if (major === 6) {
      this.#head(6);
      this.skip(depth + 1);
    } else throw new CborError("A negative, floating-point or special CBOR value is not expected here.");
  }

  /** `read()`, or null when the next item is CBOR null. */
  nullable<T>(read: () => T): T | null {
    if (this.#bytes[this.#at] !== 0xf6) return read();
    this.#at += 1;
    return null;
  }

  /** @throws CborError when bytes are left over */
  end(): void {
    if (this.#at !== this.#bytes.length)
      throw new CborError("There are bytes after the end of the CBOR item.");
  }

  #head(major: number): bigint {
    const first = this.#take(1)[0] as number;
    if (first >> 5 !== major) throw new CborError(`Expected CBOR major type ${major}, got ${first >> 5}.`);
    const info = first & 0x1f;
    if (info < 24) return BigInt(info);
    if (info > 27) throw new CborError("Indefinite and reserved lengths are not deterministic CBOR.");
    const size = 1 << (info - 24);
    let value = 0n;
    for (const byte of this.#take(size)) value = (value << 8n) | BigInt(byte);
    const smallest = size === 1 ? 24n : 1n << BigInt(4 * size);
    if (value < smallest) throw new CborError("A length or integer is not in its shortest form.");
    return value;
  }

  #take(count: number): Uint8Array {
    if (this.#at + count > this.#bytes.length) throw new CborError("The CBOR item is cut off.");
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }
}
