/** Thrown for an amount that is not a positive number of the coin's units; the message is meant for the sender. */
export class InvalidAmount extends Error {}

/**
 * Base units of a human amount, exactly (no floating point).
 *
 * @param amount decimal text (`"1.5"`) or a JSON number; no sign, no exponent in text
 * @param decimals digits after the point that the coin has
 * @throws InvalidAmount for zero, negative, malformed or too precise amounts
 */
export function toBaseUnits(amount: string | number, decimals: number): bigint {
  const text = typeof amount === "number" ? plainDecimal(amount) : amount.trim();
  const match = /^(\d{1,60})(?:\.(\d{1,60}))?$/.exec(text);
  if (!match) throw new InvalidAmount("amount must be a positive decimal number");
  const fraction = (match[2] ?? "").replace(/0+$/, "");
  if (fraction.length > decimals) throw new InvalidAmount(`amount has more than ${decimals} decimals`);
  const units = BigInt(`${match[1]}${fraction.padEnd(decimals, "0")}`);
  if (units === 0n) throw new InvalidAmount("amount must be greater than 0");
  return units;
}

/** Human text of base units, without trailing zeros: `(1500000n, 6)` is `"1.5"`. */
export function fromBaseUnits(units: bigint, decimals: number): string {
  const digits = units.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return fraction === "" ? whole : `${whole}.${fraction}`;
}

/**
 * Base units written as a decimal integer.
 *
 * @throws InvalidAmount when it is anything else, or zero
 */
export function parseBaseUnits(text: string): bigint {
  if (!/^\d{1,60}$/.test(text)) throw new InvalidAmount("amount must be a decimal integer string");
  const units = BigInt(text);
  if (units === 0n) throw new InvalidAmount("amount must be greater than 0");
  return units;
}

/** A finite JSON number without exponent: 1e-7 becomes 0.0000001. */
function plainDecimal(amount: number): string {
  const text = String(amount);
  const match = /^(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return text;
  const [, whole = "", fraction = "", exponent = "0"] = match;
  const shift = Number(exponent);
  const digits = whole + fraction;
  const point = whole.length + shift;
  if (point <= 0) return `0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return digits.padEnd(point, "0");
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}
