import type { Delivery, FailureCode } from "../../deliveries/delivery.ts";
import type { Outcome } from "../agent.ts";
import { type AgentAnswer, handedItems } from "./answer.ts";

/** Codes of `acp.error` and what they are for the sender of a REST request. */
const CODES: Record<string, FailureCode> = {
  INVALID_PARAM: "REQUEST_REFUSED",
  INVALID_ASSET: "REQUEST_REFUSED",
  AMOUNT_TOO_LARGE: "REQUEST_REFUSED",
  MINT_FAILED: "MINT_FAILED",
  SEND_FAILED: "SEND_FAILED",
};

/** What the answer to a command says of each of its items: delivered only if the agent lists it. */
export function outcomesOf(answer: AgentAnswer, batch: readonly Delivery[]): Outcome[] {
  const handed = handedItems(answer.ok ? answer.result : answer.partial);
  const failure: Outcome = { failure: failureOf(answer) };
  return batch.map(({ coinId, amount }) => {
    const at = handed.findIndex((item) => item.coin_id === coinId && item.amount === amount.toString());
    const [item] = at < 0 ? [] : handed.splice(at, 1);
    return item ? { eventId: item.transfer_id ?? item.token_id ?? answer.command_id } : failure;
  });
}

function failureOf(answer: AgentAnswer): { code: FailureCode; message: string } {
  if (answer.ok) return { code: "AGENT_REFUSED", message: "The agent's result does not list this item." };
  const { error_code, message } = answer;
  const code = Object.hasOwn(CODES, error_code) ? CODES[error_code] : undefined;
  return { code: code ?? "AGENT_REFUSED", message: `${message.slice(0, 500)} [${error_code}]` };
}
