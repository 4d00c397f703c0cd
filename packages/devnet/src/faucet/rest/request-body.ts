import { InvalidAmount, parseBaseUnits, toBaseUnits } from "../../coins/amounts.ts";
import { type Coin, findCoin } from "../../coins/coins.ts";

/** A request that the sender must correct: HTTP 400 with this message. */
export class BadRequest extends Error {}

/** A checked body of `POST /api/v1/faucet/request`. */
export interface FaucetRequestBody {
  unicityId: string;
  coin: Coin;
  /** As sent, human units; undefined when base units were sent. */
  amount: string | number | undefined;
  /** Base units. */
  units: bigint;
  /** Id chosen by the sender: the same id is delivered once. */
  requestId: string | undefined;
}

const REQUEST_ID = /^[A-Za-z0-9._:-]{1,64}$/;

/**
 * Checks a request body. `amountBaseUnits` (decimal integer text) instead of `amount`, and `requestId`, are extensions
 * of this faucet.
 *
 * @param maxHumanAmount largest amount, human units
 * @throws BadRequest
 */
export function parseRequestBody(text: string, maxHumanAmount: number): FaucetRequestBody {
  const body = parseObject(text);
  const unicityId = requiredText(body, "unicityId");
  const coinName = requiredText(body, "coin");
  const coin = findCoin(coinName);
  const amount = body.amount === "" ? undefined : body.amount;
  const baseUnits = body.amountBaseUnits;
  if ((amount ?? undefined) === undefined && baseUnits === undefined)
    throw new BadRequest("amount is required");
  if (!coin) throw new BadRequest(`Coin not found: ${coinName.slice(0, 80)}`);
  const units = parseUnits(amount ?? undefined, baseUnits, coin);
  const max = BigInt(maxHumanAmount) * 10n ** BigInt(coin.decimals);
  if (units > max)
    throw new BadRequest(`amount is larger than the limit of ${maxHumanAmount} ${coin.symbol} per request`);
  return {
    unicityId,
    coin,
    amount: baseUnits === undefined ? (amount as string | number) : undefined,
    units,
    requestId: optionalRequestId(body.requestId),
  };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && !Array.isArray(body))
      return body as Record<string, unknown>;
  } catch {
    // Answered below like any other body that is no object.
  }
  throw new BadRequest("Invalid request body: expected a JSON object");
}

function requiredText(body: Record<string, unknown>, field: string): string {
  const value = body[field];
  if (value === undefined || value === null || value === "") throw new BadRequest(`${field} is required`);
  if (typeof value !== "string" || value.trim() === "" || value.length > 200) {
    throw new BadRequest(`${field} must be a text of at most 200 characters`);
  }
  return value.trim();
}

function parseUnits(amount: unknown, baseUnits: unknown, coin: Coin): bigint {
  try {
    if (amount !== undefined && baseUnits !== undefined) {
      throw new InvalidAmount("send either amount or amountBaseUnits");
    }
    if (baseUnits !== undefined) return parseBaseUnits(baseUnitText(baseUnits));
    if (typeof amount !== "string" && typeof amount !== "number") {
      throw new InvalidAmount("amount must be a positive decimal number");
    }
    return toBaseUnits(amount, coin.decimals);
  } catch (error) {
    if (error instanceof InvalidAmount) throw new BadRequest(`Invalid amount: ${error.message}`);
    throw error;
  }
}

/** JSON rounds large numbers while they are read: only text, and integers that were exact, are taken. */
function baseUnitText(value: unknown): string {
  if (typeof value === "string") return value;
  if (Number.isSafeInteger(value)) return String(value);
  throw new InvalidAmount("amountBaseUnits must be a decimal integer as text");
}

function optionalRequestId(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string" && REQUEST_ID.test(value)) return value;
  throw new BadRequest("requestId must be 1 to 64 characters of A-Z a-z 0-9 . _ : -");
}
