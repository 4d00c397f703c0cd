import { randomUUID } from "node:crypto";
import { z } from "zod";

/** Limits of ACP-0 as the upstream faucet agent sets them. */
const MAX_BYTES = 64 * 1024;
const MAX_NESTING = 20;
export const MAX_CLOCK_SKEW_MS = 300_000;
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);
const ACP_VERSION = "0.1";

const Envelope = z.object({
  acp_version: z.literal(ACP_VERSION),
  msg_id: z.string().min(1).max(128),
  ts_ms: z.number().int(),
  instance_id: z.string().max(128),
  instance_name: z.string().max(128),
  type: z.string().min(1).max(64),
  payload: z.record(z.string(), z.unknown()),
});

/** A message of the agent control protocol, ACP-0. */
export type AcpEnvelope = z.infer<typeof Envelope>;

/**
 * The ACP message in a direct message, or undefined when it is none or breaks a rule: version, fields, size, nesting,
 * keys that could pollute prototypes, or a time more than 300 s off. Senders get no answer to such messages.
 */
export function parseEnvelope(text: string, now: number): AcpEnvelope | undefined {
  const envelope = readEnvelope(text);
  return envelope && Math.abs(now - envelope.ts_ms) <= MAX_CLOCK_SKEW_MS ? envelope : undefined;
}

/** As {@link parseEnvelope}, of any age: for answers, which are known by their command. */
export function readEnvelope(text: string): AcpEnvelope | undefined {
  if (Buffer.byteLength(text) > MAX_BYTES || !text.trimStart().startsWith("{")) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const body = unwrapNamed(value);
  if (!isSafe(body, MAX_NESTING)) return undefined;
  return Envelope.safeParse(body).data;
}

/** A message of this faucet as text. */
export function formatEnvelope(
  instance: { id: string; name: string },
  type: string,
  payload: object,
): string {
  return JSON.stringify({
    acp_version: ACP_VERSION,
    msg_id: randomUUID(),
    ts_ms: Date.now(),
    instance_id: instance.id,
    instance_name: instance.name,
    type,
    payload,
  });
}

/** sphere-sdk 0.6.14 wraps the text of a sender with a nametag as `{senderNametag, text}`. */
function unwrapNamed(value: unknown): unknown {
  const text = (value as { text?: unknown } | null)?.text;
  if (typeof text !== "string") return value;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSafe(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0) return false;
  return Object.entries(value).every(([key, child]) => !FORBIDDEN_KEYS.has(key) && isSafe(child, depth - 1));
}
