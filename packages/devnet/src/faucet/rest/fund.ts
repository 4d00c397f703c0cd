import { randomUUID } from "node:crypto";
import { fromBaseUnits } from "../../coins/amounts.ts";
import type { AgentLimits } from "../agents/agent.ts";
import { largestAmount, splitAmount } from "../agents/split-amount.ts";
import type { DeliveryRequest, StoredRequest } from "../deliveries/delivery.ts";
import { QueueFull, RequestUndone } from "../deliveries/delivery-queue.ts";
import type { FaucetContext } from "../faucet-context.ts";
import { LimitReached } from "../limits/allowance.ts";
import { RelayUnavailable } from "../nostr/relay-access.ts";
import { RecipientInvalid, RecipientNotFound } from "../recipients/recipient.ts";
import { failure, type RestAnswer } from "./answer.ts";
import { BadRequest, type FaucetRequestBody, parseRequestBody } from "./request-body.ts";
import { deliveredUnits, describeRequest, stateOf } from "./request-status.ts";

export interface FundOptions {
  /** Largest amount per request, human units. */
  maxHumanAmount: number;
  /** Longest time to the answer, ms; a delivery that takes longer is answered as pending. */
  answerTimeoutMs: number;
}

/** Answers `POST /api/v1/faucet/request`: resolves, mints, delivers, and reports how it ended or that it goes on. */
export async function fund(
  context: FaucetContext,
  options: FundOptions,
  bodyText: string,
): Promise<RestAnswer> {
  const core = context.core();
  const deadline = Date.now() + options.answerTimeoutMs;
  try {
    const body = parseRequestBody(bodyText, options.maxHumanAmount);
    const refused = context.refusal();
    if (refused) return failure(503, `${refused.what} ${refused.next}`, { code: refused.code });
    if (!core) return failure(503, `The faucet is starting: ${context.notReady().join("; ")}`);
    const amounts = amountsOf(body, core.agent.limits);
    const recipient = await context.resolver.resolve(body.unicityId);
    const request = toRequest(body, amounts, recipient);
    const repeated = context.store.find(request.id);
    if (repeated && !isSameRequest(repeated, request)) {
      throw new BadRequest(`requestId ${body.requestId} was used for another request`);
    }
    const accept = () => core.queue.accept(request);
    // The items that an agent wants are no requests of their own.
    if (repeated) accept();
    else context.allowance.spend(request.nostrPubkey, [{ coinId: body.coin.id, amount: body.units }], accept);
    const settled = await core.queue.settled(request.id, Math.max(0, deadline - Date.now()));
    return report(settled, body, core.queue.lastError(request.id));
  } catch (error) {
    return refusal(error, context);
  }
}

/** What the agent gets item by item. @throws BadRequest over its cap */
function amountsOf({ units, coin }: FaucetRequestBody, limits: AgentLimits): bigint[] {
  const largest = largestAmount(limits);
  if (largest === undefined || units <= largest) return splitAmount(units, limits);
  const human = fromBaseUnits(largest, coin.decimals);
  throw new BadRequest(`amount is larger than the agent's limit of ${human} ${coin.symbol} per request`);
}

function toRequest(
  body: FaucetRequestBody,
  amounts: readonly bigint[],
  recipient: { nostrPubkey: string; address: string },
): DeliveryRequest {
  return {
    id: body.requestId ?? randomUUID(),
    recipient: body.unicityId,
    ...recipient,
    items: amounts.map((amount) => ({ asset: body.coin.symbol, coinId: body.coin.id, amount })),
  };
}

function isSameRequest(stored: StoredRequest, request: DeliveryRequest): boolean {
  const total = (items: readonly { amount: bigint }[]) => items.reduce((sum, { amount }) => sum + amount, 0n);
  const [first] = stored.deliveries;
  return (
    first?.nostrPubkey === request.nostrPubkey &&
    first.coinId === request.items[0]?.coinId &&
    stored.deliveries.every(({ coinId }) => coinId === first.coinId) &&
    total(stored.deliveries) === total(request.items)
  );
}

function report(request: StoredRequest, body: FaucetRequestBody, lastError: string | undefined): RestAnswer {
  const state = stateOf(request.deliveries);
  const human = fromBaseUnits(body.units, body.coin.decimals);
  const wanted = `${human} ${body.coin.symbol} to ${body.unicityId}`;
  if (state === "failed") return failed(request, body, wanted);
  const message =
    state === "delivered"
      ? `Sent ${wanted}`
      : `Accepted: sending ${wanted} takes longer and goes on by itself; statusPath tells when it arrived`;
  const data = { ...describeRequest(request, lastError), amount: body.amount ?? human };
  return { status: 200, body: { success: true, message, data } };
}

/** 400 for what the sender must correct; what arrived in spite of the failure is said. */
function failed(request: StoredRequest, { coin }: FaucetRequestBody, wanted: string): RestAnswer {
  const { code, message } = request.deliveries.find((delivery) => delivery.failure)?.failure ?? {};
  const delivered = deliveredUnits(request);
  const data = { requestId: request.id };
  const status = code === "REQUEST_REFUSED" ? 400 : 500;
  if (delivered === 0n) return failure(status, `Delivery failed: ${message}`, data);
  const human = `${fromBaseUnits(delivered, coin.decimals)} ${coin.symbol}`;
  const text = `Delivery failed in part: ${human} of ${wanted} arrived, and then: ${message}`;
  return failure(500, text, { ...data, deliveredInSmallestUnits: delivered.toString() });
}

function refusal(error: unknown, context: FaucetContext): RestAnswer {
  if (
    error instanceof BadRequest ||
    error instanceof RecipientInvalid ||
    error instanceof RecipientNotFound
  ) {
    return failure(400, error.message);
  }
  if (error instanceof LimitReached) return limited(error);
  if (error instanceof RelayUnavailable) return failure(500, error.message);
  if (error instanceof QueueFull || error instanceof RequestUndone) return failure(503, error.message);
  const reason = error instanceof Error ? error.message : String(error);
  context.log("request_error", { error: reason });
  if (isDatabaseError(error)) return failure(503, `The faucet cannot store the request: ${reason}`);
  return failure(500, "Internal error");
}

/** An error of `node:sqlite`, e.g. a full disk. */
function isDatabaseError(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR";
}

function limited({ message, waitMs }: LimitReached): RestAnswer {
  if (waitMs === undefined) return failure(400, message);
  return { ...failure(429, message), headers: { "retry-after": String(Math.ceil(waitMs / 1000)) } };
}
