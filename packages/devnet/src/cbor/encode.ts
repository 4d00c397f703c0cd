/** Deterministic CBOR (RFC 8949 §4.2.1): shortest lengths, definite sizes. Parts are spliced as finished bytes. */
const NULL = Uint8Array.of(0xf6);

/** An unsigned integer of up to 64 bits. */
export function uint(value: number | bigint): Uint8Array {
  return head(0, value);
}

/** A byte string. */
export function bytes(value: Uint8Array): Uint8Array {
  return concat([head(2, value.length), value]);
}

/** A text string. */
export function text(value: string): Uint8Array {
  const encoded = Buffer.from(value, "utf8");
  return concat([head(3, encoded.length), encoded]);
}

/** An array of items that are already encoded. */
export function array(items: readonly Uint8Array[]): Uint8Array {
  return concat([head(4, items.length), ...items]);
}

/** A map of encoded pairs; the caller gives at most one, so no order has to be made. */
export function singleMap(key: Uint8Array, value: Uint8Array): Uint8Array {
  return concat([head(5, 1), key, value]);
}

/** `item` under a tag. */
export function tagged(tag: number, item: Uint8Array): Uint8Array {
  return concat([head(6, tag), item]);
}

/** `value` encoded by `encode`, or CBOR null. */
export function nullable<T>(value: T | null, encode: (value: T) => Uint8Array): Uint8Array {
  return value === null ? NULL : encode(value);
}

/** Joins byte arrays. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function head(major: number, value: number | bigint): Uint8Array {
  const type = major << 5;
  if (value < 24) return Uint8Array.of(type | Number(value));
  if (value < 0x100) return Uint8Array.of(type | 24, Number(value));
  if (value < 0x10000) return Uint8Array.of(type | 25, Number(value) >> 8, Number(value) & 0xff);
  const wide = value >= 0x1_0000_0000;
  const encoded = new Uint8Array(wide ? 9 : 5);
  const view = new DataView(encoded.buffer);
  encoded[0] = type | (wide ? 27 : 26);
  if (wide) view.setBigUint64(1, BigInt(value));
  else view.setUint32(1, Number(value));
  return encoded;
}
