import { COINS } from "../../coins/coins.ts";
import type { Delivery, StoredRequest } from "../deliveries/delivery.ts";
import { MAX_BASE_UNITS, MAX_ITEMS, MAX_MEMO_BYTES } from "./faucet-request.ts";

/** Type and payload of an ACP answer. */
export interface AcpReply {
  type: "acp.result" | "acp.error" | "acp.pong";
  payload: object;
}

export function resultReply(commandId: string, result: object): AcpReply {
  return { type: "acp.result", payload: { command_id: commandId, ok: true, result } };
}

export function errorReply(commandId: string, code: string, message: string, partial?: object): AcpReply {
  return {
    type: "acp.error",
    payload: { command_id: commandId, ok: false, error_code: code, message, ...(partial && { partial }) },
  };
}

/** The answer to a settled FAUCET_REQUEST; with a failed item an error that lists what was delivered. */
export function outcomeReply(commandId: string, request: StoredRequest): AcpReply {
  const delivered = request.deliveries.filter((delivery) => delivery.state === "delivered").map(toJson);
  const failure = request.deliveries.find((delivery) => delivery.failure)?.failure;
  if (!failure) return resultReply(commandId, { deliveries: delivered });
  const partial = delivered.length > 0 ? { deliveries: delivered } : undefined;
  return errorReply(commandId, failure.code, failure.message, partial);
}

/** The answer to FAUCET_HELP. */
export function helpResult() {
  return {
    adapter: "unicity-devnet-faucet",
    version: "0.1",
    commands: ["FAUCET_REQUEST", "FAUCET_HELP"],
    known_assets: COINS.map((coin) => coin.symbol),
    limits: {
      max_items: MAX_ITEMS,
      max_amount: MAX_BASE_UNITS.toString(),
      max_memo_bytes: MAX_MEMO_BYTES,
    },
  };
}

function toJson(delivery: Delivery) {
  return {
    asset: delivery.asset,
    coin_id: delivery.coinId,
    amount: delivery.amount.toString(),
    token_id: delivery.tokenId,
    transfer_id: delivery.eventId,
  };
}
