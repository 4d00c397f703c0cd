import { z } from "zod";
import { InvalidAmount, parseBaseUnits } from "../../coins/amounts.ts";
import { findCoin } from "../../coins/coins.ts";
import type { DeliveryItem } from "../deliveries/delivery.ts";

/** Most items of one request, and largest amount of an item in base units. */
export const MAX_ITEMS = 20;
export const MAX_BASE_UNITS = 10n ** 18n;
export const MAX_MEMO_BYTES = 256;

/** Codes of `acp.error`. */
export type AcpErrorCode =
  | "INVALID_PARAM"
  | "INVALID_ASSET"
  | "AMOUNT_TOO_LARGE"
  | "MINT_FAILED"
  | "SEND_FAILED"
  | "UNKNOWN_COMMAND"
  | "FORBIDDEN"
  | "RATE_LIMITED"
  | "UNAVAILABLE";

/** A command that is answered with `acp.error`. */
export class AcpError extends Error {
  readonly code: AcpErrorCode;

  constructor(code: AcpErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

const Item = z.object({
  asset: z.string().min(1).max(100),
  amount: z.string().max(80),
  memo: z.string().optional(),
});
const Recipient = z.object({ recipient: z.string().min(1).max(200) });
const Many = Recipient.extend({ items: z.array(Item).min(1).max(MAX_ITEMS) });
const Single = Recipient.extend(Item.shape);

/**
 * Reads the parameters of FAUCET_REQUEST: one item, or 1 to 20 `items`; amounts are decimal integers in base units.
 *
 * @throws AcpError `INVALID_PARAM`, `INVALID_ASSET`, `AMOUNT_TOO_LARGE`
 */
export function parseFaucetRequest(params: unknown): { recipient: string; items: DeliveryItem[] } {
  const hasItems = typeof params === "object" && params !== null && "items" in params;
  const parsed = hasItems ? Many.safeParse(params) : Single.safeParse(params);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AcpError("INVALID_PARAM", `${issue?.path.join(".") || "params"}: ${issue?.message}`);
  }
  const { data } = parsed;
  const items = "items" in data ? data.items : [data];
  return { recipient: data.recipient, items: items.map(toItem) };
}

function toItem({ asset, amount, memo }: z.infer<typeof Item>): DeliveryItem {
  const coin = findAsset(asset);
  if (!coin) throw new AcpError("INVALID_ASSET", `Unknown asset: ${asset}`);
  if (memo !== undefined && Buffer.byteLength(memo) > MAX_MEMO_BYTES) {
    throw new AcpError("INVALID_PARAM", `memo is longer than ${MAX_MEMO_BYTES} bytes`);
  }
  return { asset, coinId: coin.id, amount: toUnits(amount), memo };
}

/** This door takes symbols and ids, no registry names. */
function findAsset(asset: string) {
  const coin = findCoin(asset);
  const isSymbolOrId = coin && [coin.symbol.toLowerCase(), coin.id].includes(asset.trim().toLowerCase());
  return isSymbolOrId ? coin : undefined;
}

function toUnits(amount: string): bigint {
  try {
    const units = parseBaseUnits(amount);
    if (units <= MAX_BASE_UNITS) return units;
  } catch (error) {
    if (error instanceof InvalidAmount) throw new AcpError("INVALID_PARAM", error.message);
    throw error;
  }
  throw new AcpError("AMOUNT_TOO_LARGE", `amount is larger than ${MAX_BASE_UNITS} base units per item`);
}
