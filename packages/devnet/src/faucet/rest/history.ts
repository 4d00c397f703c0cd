import type { StoredRequest } from "../deliveries/delivery.ts";
import type { DeliveryStore } from "../deliveries/delivery-store.ts";
import type { RestAnswer } from "./answer.ts";

const MAX_LIMIT = 1_000;
const DEFAULT_LIMIT = 100;

/** Answers `GET /api/v1/faucet/history`, newest first. */
export function history(store: DeliveryStore, query: URLSearchParams): RestAnswer {
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
