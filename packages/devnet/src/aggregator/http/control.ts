import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody, sendJson } from "../../http/messages.ts";
import type { RoundClock, RoundMode } from "../rounds/round-clock.ts";
import type { Sequencer } from "../rounds/sequencer.ts";

const MODES: readonly string[] = ["auto", "manual", "paused"] satisfies RoundMode[];

/**
 * The switches that tests use; they exist only with `--control`. `POST /devnet/rounds {"mode":"auto"|"manual"|
 * "paused"}` and `POST /devnet/next-round`.
 *
 * @returns false when the path is none of them
 */
export async function control(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  { clock, sequencer }: { clock: RoundClock; sequencer: Sequencer },
): Promise<boolean> {
  if (request.method !== "POST") return false;
  if (path === "/devnet/next-round") {
    sendJson(response, 200, { blockNumber: `${sequencer.seal().number}` });
    return true;
  }
  if (path !== "/devnet/rounds") return false;
  const mode = modeIn(await readBody(request, 1024));
  if (!mode) {
    sendJson(response, 400, { error: `Expected {"mode": ${MODES.map((each) => `"${each}"`).join(" | ")}}.` });
    return true;
  }
  clock.mode = mode;
  sendJson(response, 200, { mode });
  return true;
}

function modeIn(body: string): RoundMode | undefined {
  try {
    const { mode } = JSON.parse(body) as { mode?: unknown };
    return MODES.includes(mode as string) ? (mode as RoundMode) : undefined;
  } catch {
    return undefined;
  }
}
