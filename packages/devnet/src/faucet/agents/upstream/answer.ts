import { z } from "zod";
import type { AcpEnvelope } from "../../acp/envelope.ts";

const Handed = z.object({
  coin_id: z.string(),
  amount: z.string(),
  token_id: z.string().nullish(),
  transfer_id: z.string().nullish(),
});
const Deliveries = z.object({ deliveries: z.array(Handed) });
const command_id = z.string().min(1).max(128);
const Result = z.object({ command_id, ok: z.literal(true), result: z.unknown() });
const Refusal = z.object({
  command_id,
  ok: z.literal(false),
  error_code: z.string().max(64),
  message: z.string(),
  partial: z.unknown(),
});
const Answer = z.union([Result, Refusal]);

/** An item that the agent says it handed over. */
export type HandedItem = z.infer<typeof Handed>;

/** Payload of `acp.result` or `acp.error` (ACP-0). */
export type AgentAnswer = z.infer<typeof Answer>;

/** The answer in a message of the agent; undefined when it is something else, e.g. a heartbeat. */
export function answerIn({ type, payload }: AcpEnvelope): AgentAnswer | undefined {
  if (type !== "acp.result" && type !== "acp.error") return undefined;
  return Answer.safeParse({ partial: undefined, ...payload }).data;
}

/** The answer that was kept as JSON. @throws Error when it is none */
export function parseAnswer(json: string): AgentAnswer {
  return Answer.parse({ partial: undefined, ...JSON.parse(json) });
}

/** The items in `result` or `partial`: `{deliveries: […]}` or the list alone. */
export function handedItems(value: unknown): HandedItem[] {
  return Deliveries.safeParse(Array.isArray(value) ? { deliveries: value } : value).data?.deliveries ?? [];
}
