import { findCoin } from "../../coins/coins.ts";
import type { Delivery, DeliveryState, StoredRequest } from "../deliveries/delivery.ts";
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

/**
 * A request of one coin as clients see it. `status` is `pending`, `delivered` or `failed`; of one that arrived in part
 * `deliveredInSmallestUnits` says how much.
 */
export function describeRequest(request: StoredRequest, lastError?: string) {
  const { deliveries } = request;
  const [first] = deliveries;
  const coin = first && findCoin(first.coinId);
  const status = stateOf(deliveries);
  const delivered = deliveredUnits(request);
  const error =
    deliveries.find((delivery) => delivery.failure)?.failure?.message ??
    (status === "pending" ? lastError : undefined);
  return {
    requestId: request.id,
    status,
    statusPath: `${REQUEST_PATH}/${request.id}`,
    unicityId: request.recipient,
    coin: coin?.name,
    symbol: first?.asset,
    amountInSmallestUnits: sum(deliveries).toString(),
    ...(status !== "delivered" && delivered > 0n && { deliveredInSmallestUnits: delivered.toString() }),
    recipientNostrPubkey: first?.nostrPubkey,
    ...(error !== undefined && { error }),
  };
}

/** Base units that arrived already. */
export function deliveredUnits({ deliveries }: StoredRequest): bigint {
  return sum(deliveries.filter(({ state }) => state === "delivered"));
}

/** Pending while anything is, delivered when all is. */
export function stateOf(deliveries: readonly Delivery[]): DeliveryState {
  const states = new Set(deliveries.map(({ state }) => state));
  if (states.has("pending")) return "pending";
  return states.has("failed") || states.size === 0 ? "failed" : "delivered";
}

function sum(deliveries: readonly Delivery[]): bigint {
  return deliveries.reduce((total, { amount }) => total + amount, 0n);
}
