import { findCoin } from "../../coins/coins.ts";
import type { StoredRequest } from "../deliveries/delivery.ts";
import type { FaucetContext } from "../faucet-context.ts";
import { failure, type RestAnswer } from "./answer.ts";
import { REQUEST_PATH } from "./discovery.ts";

/** Answers `GET /api/v1/faucet/request/{requestId}`: how far a request is. */
export function requestStatus(context: FaucetContext, requestId: string): RestAnswer {
  const request = context.store.find(requestId);
  if (!request || request.replyTo) return failure(404, "Request not found");
  const lastError = context.core()?.queue.lastError(requestId);
  return {
    status: 200,
    headers: { "cache-control": "no-store" },
    body: { success: true, data: describeRequest(request, lastError) },
  };
}

/** A request of one coin as clients see it. `status` is `pending`, `delivered` or `failed`. */
export function describeRequest(request: StoredRequest, lastError?: string) {
  const [delivery] = request.deliveries;
  const coin = delivery && findCoin(delivery.coinId);
  const error = delivery?.failure?.message ?? (delivery?.state === "pending" ? lastError : undefined);
  return {
    requestId: request.id,
    status: delivery?.state ?? "failed",
    statusPath: `${REQUEST_PATH}/${request.id}`,
    unicityId: request.recipient,
    coin: coin?.name,
    symbol: delivery?.asset,
    amountInSmallestUnits: delivery?.amount.toString(),
    recipientNostrPubkey: delivery?.nostrPubkey,
    ...(error !== undefined && { error }),
  };
}
