import * as z from "zod/mini";
import { askHttp, type HttpAnswer, NoAnswer } from "../checks/http-client.ts";
import { snippet } from "../checks/http-health.ts";
import { EXIT, StackError } from "../errors.ts";

const discoverySchema = z.object({
  status: z.string(),
  chain_pubkey: z.string(),
  nostr_pubkey: z.string(),
  direct_address: z.string(),
  nametag: z.nullable(z.string()),
  request_url: z.string(),
});

/** `/.well-known/faucet.json` */
export type Discovery = z.infer<typeof discoverySchema>;

const deliverySchema = z.object({
  success: z.literal(true),
  data: z.object({
    requestId: z.union([z.string(), z.number()]),
    status: z.optional(z.literal("delivered")),
    coin: z.string(),
    symbol: z.string(),
    amountInSmallestUnits: z.union([z.string(), z.number()]),
    recipientNostrPubkey: z.string(),
  }),
});

/** What the faucet has delivered. */
export type Delivery = z.infer<typeof deliverySchema>["data"];

/** A request to the faucet: an amount in human units, or in base units. */
export interface FundRequest {
  /** `@nametag`, `DIRECT://…`, 66-hex chain pubkey or 64-hex Nostr pubkey. */
  recipient: string;
  /** Name or symbol. */
  coin: string;
  amount: { human: string } | { baseUnits: string };
  /** The same id is delivered once. */
  requestId: string;
}

/** @throws StackError `FAUCET_UNREACHABLE` */
export async function readDiscovery(faucetUrl: string): Promise<Discovery> {
  const answer = await ask(faucetUrl, `${faucetUrl}/.well-known/faucet.json`, { timeoutMs: 2_000 });
  const parsed = discoverySchema.safeParse(json(answer));
  if (parsed.success) return parsed.data;
  throw unreachable(faucetUrl, `${answer.status} ${snippet(answer.body)}`);
}

/** @throws StackError `FUND_REFUSED` with the faucet's own words, `FAUCET_UNREACHABLE` */
export async function requestFunds(
  faucetUrl: string,
  request: FundRequest,
  signal?: AbortSignal,
): Promise<Delivery> {
  const body = {
    unicityId: request.recipient,
    coin: request.coin,
    ...("human" in request.amount
      ? { amount: request.amount.human }
      : { amountBaseUnits: request.amount.baseUnits }),
    requestId: request.requestId,
  };
  const answer = await ask(faucetUrl, `${faucetUrl}/api/v1/faucet/request`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    timeoutMs: 40_000,
    ...(signal && { signal }),
  });
  const value = json(answer);
  const parsed = deliverySchema.safeParse(value);
  if (answer.status === 200 && parsed.success) return parsed.data.data;
  const error = (value as { error?: unknown } | undefined)?.error;
  const evidence = typeof error === "string" ? error : `${answer.status} ${snippet(answer.body)}`;
  throw new StackError(
    {
      code: "FUND_REFUSED",
      what: `The faucet did not send ${request.coin} to ${request.recipient}.`,
      where: faucetUrl,
      evidence,
      next: adviceFor(evidence, faucetUrl),
    },
    EXIT.degraded,
  );
}

/** What helps against the faucet's reason, as it words it. */
function adviceFor(reason: string, faucetUrl: string): string {
  if (reason.startsWith("Coin not found")) return `Its coins: ${faucetUrl}/api/v1/faucet/coins`;
  if (reason.includes("not found"))
    return "A recipient is known once its wallet has been opened on this stack; a nametag once it was minted here.";
  if (reason.includes("larger than the limit")) return "Ask for less, several times if need be.";
  return "See `npx @unicity-sphere/stackctl logs faucet`.";
}

async function ask(
  faucetUrl: string,
  url: string,
  question: Parameters<typeof askHttp>[1],
): Promise<HttpAnswer> {
  try {
    return await askHttp(url, question);
  } catch (error) {
    if (error instanceof NoAnswer) throw unreachable(faucetUrl, error.message);
    throw error;
  }
}

function unreachable(faucetUrl: string, evidence: string): StackError {
  return new StackError(
    {
      code: "FAUCET_UNREACHABLE",
      what: "The faucet does not answer as a faucet.",
      where: faucetUrl,
      evidence,
      next: "See `npx @unicity-sphere/stackctl status`.",
    },
    EXIT.unreachable,
  );
}

function json({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
