import { createHash, timingSafeEqual } from "node:crypto";
import type { StoredRequest } from "../deliveries/delivery.ts";
import type { DeliveryStore } from "../deliveries/delivery-store.ts";
import type { RestAnswer } from "./fund.ts";

const MAX_LIMIT = 1_000;
const DEFAULT_LIMIT = 100;

/** Answers `GET /api/v1/faucet/history` for the holder of the key. */
export function history(
  store: DeliveryStore,
  apiKey: string,
  given: string | undefined,
  query: URLSearchParams,
): RestAnswer {
  if (given === undefined || !sameSecret(given, apiKey)) {
    return { status: 401, body: { success: false, error: "X-API-Key is missing or wrong" } };
  }
  const limit = Math.min(wholeNumber(query.get("limit"), DEFAULT_LIMIT), MAX_LIMIT);
  const offset = wholeNumber(query.get("offset"), 0);
  const { requests, total } = store.history(limit, offset);
  return {
    status: 200,
    body: {
      success: true,
      data: { requests: requests.map(toJson), pagination: { limit, offset, total } },
    },
  };
}

function toJson(request: StoredRequest) {
  return {
    requestId: request.id,
    unicityId: request.recipient,
    createdAt: new Date(request.createdAt).toISOString(),
    deliveries: request.deliveries.map((delivery) => ({
      symbol: delivery.asset,
      coinId: delivery.coinId,
      amountInSmallestUnits: delivery.amount.toString(),
      recipientNostrPubkey: delivery.nostrPubkey,
      state: delivery.state,
      eventId: delivery.eventId ?? null,
      error: delivery.failure?.message ?? null,
    })),
  };
}

function wholeNumber(text: string | null, fallback: number): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : fallback;
}

function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
