import { randomUUID } from "node:crypto";
import { fromBaseUnits } from "../../coins/amounts.ts";
import type { DeliveryRequest, StoredRequest } from "../deliveries/delivery.ts";
import { QueueFull } from "../deliveries/delivery-queue.ts";
import type { FaucetContext } from "../faucet-context.ts";
import { RelayUnavailable } from "../nostr/relay-client.ts";
import { RecipientInvalid, RecipientNotFound } from "../recipients/recipient.ts";
import { BadRequest, type FaucetRequestBody, parseRequestBody } from "./request-body.ts";

/** Status and JSON body of an answer. */
export interface RestAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export interface FundOptions {
  /** Largest amount per request, human units. */
  maxHumanAmount: number;
  /** Longest wait for the delivery before the request is answered, ms. */
  deliveryTimeoutMs: number;
}

/** Answers `POST /api/v1/faucet/request`: resolves, mints, delivers, and reports how it ended. */
export async function fund(
  context: FaucetContext,
  options: FundOptions,
  bodyText: string,
): Promise<RestAnswer> {
  const core = context.core();
  try {
    const body = parseRequestBody(bodyText, options.maxHumanAmount);
    if (!core) return failure(503, `The faucet is starting: ${context.notReady().join("; ")}`);
    const recipient = await context.resolver.resolve(body.unicityId);
    const request = toRequest(body, recipient);
    const repeated = context.store.find(request.id);
    if (repeated && !isSameRequest(repeated, request)) {
      throw new BadRequest(`requestId ${body.requestId} was used for another request`);
    }
    if (!repeated) {
      const waitMs = context.rateLimit(`${recipient.nostrPubkey}:${body.coin.id}`);
      if (waitMs > 0) return tooMany(waitMs);
    }
    core.queue.accept(request);
    const outcome = await core.queue.settled(request.id, options.deliveryTimeoutMs);
    return report(outcome, body, recipient.nostrPubkey);
  } catch (error) {
    return refusal(error, context);
  }
}

function toRequest(
  body: FaucetRequestBody,
  recipient: { nostrPubkey: string; address: string },
): DeliveryRequest {
  return {
    id: body.requestId ?? randomUUID(),
    recipient: body.unicityId,
    ...recipient,
    items: [{ asset: body.coin.symbol, coinId: body.coin.id, amount: body.units }],
  };
}

function isSameRequest(stored: StoredRequest, request: DeliveryRequest): boolean {
  const [first] = stored.deliveries;
  const [item] = request.items;
  return (
    stored.deliveries.length === 1 &&
    first?.nostrPubkey === request.nostrPubkey &&
    first.coinId === item?.coinId &&
    first.amount === item.amount
  );
}

function report(
  outcome: { request: StoredRequest; lastError?: string },
  body: FaucetRequestBody,
  recipientNostrPubkey: string,
): RestAnswer {
  const { id, deliveries } = outcome.request;
  const [delivery] = deliveries;
  if (delivery?.state === "delivered") {
    const human = fromBaseUnits(body.units, body.coin.decimals);
    return {
      status: 200,
      body: {
        success: true,
        message: `Sent ${human} ${body.coin.symbol} to ${body.unicityId}`,
        data: {
          requestId: id,
          unicityId: body.unicityId,
          coin: body.coin.name,
          symbol: body.coin.symbol,
          amount: body.amount ?? human,
          amountInSmallestUnits: body.units.toString(),
          recipientNostrPubkey,
        },
      },
    };
  }
  if (delivery?.state === "failed")
    return failure(500, `Delivery failed: ${delivery.failure?.message}`, { requestId: id });
  const reason = outcome.lastError ?? "no answer yet";
  return failure(
    500,
    `Request ${id} is accepted but not delivered yet (${reason}); it is retried. Repeat it with this requestId to ask again.`,
    { requestId: id },
  );
}

function refusal(error: unknown, context: FaucetContext): RestAnswer {
  if (
    error instanceof BadRequest ||
    error instanceof RecipientInvalid ||
    error instanceof RecipientNotFound
  ) {
    return failure(400, error.message);
  }
  if (error instanceof RelayUnavailable) return failure(500, error.message);
  if (error instanceof QueueFull) return failure(503, error.message);
  const reason = error instanceof Error ? error.message : String(error);
  context.log("request_error", { error: reason });
  if (isDatabaseError(error)) return failure(503, `The faucet cannot store the request: ${reason}`);
  return failure(500, "Internal error");
}

/** An error of `node:sqlite`, e.g. a full disk. */
function isDatabaseError(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR";
}

function tooMany(waitMs: number): RestAnswer {
  const seconds = Math.ceil(waitMs / 1000);
  return {
    ...failure(429, `Too many requests for this recipient and coin; try again in ${seconds} s`),
    headers: { "retry-after": String(seconds) },
  };
}

function failure(status: number, error: string, data?: object): RestAnswer {
  return { status, body: { success: false, error, ...(data && { data }) } };
}
