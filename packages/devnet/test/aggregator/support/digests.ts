import fc from "fast-check";

/**
 * Lists of 32-byte keys that collide in long prefixes and suffixes more often than hashes would, so that splits
 * happen at every depth.
 */
export function digests(minLength: number, maxLength: number): fc.Arbitrary<Uint8Array[]> {
  const byte = fc.oneof(fc.constantFrom(0, 1, 128, 255), fc.nat(255));
  const key = fc
    .tuple(fc.constantFrom(0, 170, 255), fc.array(fc.tuple(fc.nat(31), byte), { maxLength: 5 }))
    .map(([fill, changes]) => {
      const bytes = new Uint8Array(32).fill(fill);
      for (const [at, value] of changes) bytes[at] = value;
      return bytes;
    });
  return fc.array(key, { minLength, maxLength });
}
