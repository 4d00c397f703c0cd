import { readFileSync } from "node:fs";
import { z } from "zod";

/** What the agent's log says since its last start. */
export interface AgentEvents {
  /** Differs from start to start; undefined before the first one. */
  start: string | undefined;
  /** 66 hex characters. */
  chainPubkey: string | undefined;
  /** Without `@`; only after the agent verified it. `true`: verified, and the log does not say which. */
  nametag: string | true | undefined;
  /** It takes commands. */
  running: boolean;
  /** The process is gone. */
  ended: boolean;
  /** Why it did not start. */
  failure: string | undefined;
}

const text = z.string().optional().catch(undefined);
const Line = z.object({
  msg: text,
  event: text,
  start: text,
  chain_pubkey: text,
  nametag: text,
  error: text,
  err: z.object({ message: text }).optional().catch(undefined),
});

/**
 * Reads the file of events. Lines are JSON; the name of an event is their `msg` or `event`. What is no event is skipped,
 * and a missing file has none.
 */
export function readAgentEvents(file: string): AgentEvents {
  const events: AgentEvents = {
    start: undefined,
    chainPubkey: undefined,
    nametag: undefined,
    running: false,
    ended: false,
    failure: undefined,
  };
  for (const line of linesOf(file)) apply(events, line);
  return events;
}

function apply(events: AgentEvents, line: z.infer<typeof Line>): void {
  switch (line.event ?? line.msg) {
    case "agent_started":
      events.start = line.start;
      break;
    case "faucet_chain_pubkey_announced":
      events.chainPubkey = line.chain_pubkey;
      break;
    case "nametag_verified":
      events.nametag = line.nametag?.replace(/^@/, "") ?? true;
      break;
    case "faucet_running":
      events.running = true;
      break;
    case "faucet_acp_startup_failed":
      events.failure = line.error ?? line.err?.message ?? "it did not start";
      break;
    case "agent_ended":
      events.ended = true;
      break;
  }
}

function linesOf(file: string): z.infer<typeof Line>[] {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  return content.split("\n").flatMap((line) => {
    try {
      return Line.safeParse(JSON.parse(line)).data ?? [];
    } catch {
      return [];
    }
  });
}
