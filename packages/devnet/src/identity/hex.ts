/** Bytes as lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** Bytes as lower-case hex with the `0x` that trust bases and key files use. */
export function toHex0x(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString("hex")}`;
}

/** Bytes of hex with or without `0x`; undefined when it is not hex of whole bytes. */
export function fromHex(value: unknown): Uint8Array | undefined {
  if (typeof value !== "string") return undefined;
  const digits = value.startsWith("0x") ? value.slice(2) : value;
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) return undefined;
  return new Uint8Array(Buffer.from(digits, "hex"));
}
