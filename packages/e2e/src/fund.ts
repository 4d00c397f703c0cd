import { randomUUID } from "node:crypto";
import { E2eError, messageOf } from "./errors.ts";
import { type Answer, post } from "./http.ts";

/** An amount in human units, as a wallet shows it, or in the coin's smallest unit. */
export type Amount = string | number | { baseUnits: bigint };

/** What the faucet has delivered. */
export interface Funded {
  requestId: string;
  /** Name of the coin, e.g. `unicity`. */
  coin: string;
  /** E.g. `UCT`. */
  symbol: string;
  baseUnits: bigint;
  /** 64 hex. */
  recipientNostrPubkey: string;
}

/** A delivery mints on a chain: the faucet itself answers within 24 s, ms. */
const TIMEOUT = 40_000;

/**
 * Lets the faucet send test coins.
 *
 * @param requestUrl the faucet's request door
 * @param recipient `@nametag`, `DIRECT://…`, 66-hex chain pubkey or 64-hex Nostr pubkey
 * @param coin name or symbol
 * @throws E2eError `FUND_REFUSED` with the faucet's own words
 */
export async function requestFunds(
  requestUrl: string,
  recipient: string,
  amount: Amount,
  coin: string,
): Promise<Funded> {
  const asked =
    typeof amount === "object" ? { amountBaseUnits: `${amount.baseUnits}` } : { amount: `${amount}` };
  const body = { unicityId: recipient, coin, ...asked, requestId: `e2e-${randomUUID()}` };
  let answer: Answer;
  try {
    answer = await post(requestUrl, body, TIMEOUT);
  } catch (error) {
    throw refused(requestUrl, recipient, coin, messageOf(error));
  }
  const { data, error } = (answer.json ?? {}) as { data?: Record<string, unknown>; error?: unknown };
  if (answer.status !== 200 || data === undefined || data.status === "pending")
    throw refused(
      requestUrl,
      recipient,
      coin,
      `${answer.status} ${String(error ?? answer.text).slice(0, 300)}`,
    );
  return {
    requestId: String(data.requestId),
    coin: String(data.coin),
    symbol: String(data.symbol),
    baseUnits: BigInt(String(data.amountInSmallestUnits)),
    recipientNostrPubkey: String(data.recipientNostrPubkey),
  };
}

function refused(where: string, recipient: string, coin: string, evidence: string): E2eError {
  return new E2eError({
    code: "FUND_REFUSED",
    what: `The faucet did not send ${coin} to ${recipient}.`,
    where,
    evidence,
    cause:
      "A recipient is known once its wallet has been opened on this stack, a nametag once it was minted here.",
    next: "Open the wallet before it is funded; `stack.logs('faucet')` tells more.",
  });
}
