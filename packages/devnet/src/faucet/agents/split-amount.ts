import type { AgentLimits } from "./agent.ts";

/** Largest amount of a request that the limits allow, base units; undefined: any. */
export function largestAmount({ maxItems, maxItemUnits }: AgentLimits): bigint | undefined {
  return maxItemUnits === undefined ? undefined : BigInt(maxItems) * maxItemUnits;
}

/**
 * The items that an amount becomes: as few as possible, none larger than the limit, together exactly the amount.
 *
 * @throws RangeError when the amount is over {@link largestAmount}
 */
export function splitAmount(units: bigint, limits: AgentLimits): bigint[] {
  const largest = largestAmount(limits);
  if (largest !== undefined && units > largest) {
    throw new RangeError(`${units} base units are more than ${largest}.`);
  }
  const { maxItemUnits = units } = limits;
  const full = Array<bigint>(Number(units / maxItemUnits)).fill(maxItemUnits);
  const rest = units % maxItemUnits;
  return rest === 0n ? full : [...full, rest];
}
