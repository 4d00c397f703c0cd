import type { WebSocket } from "ws";
import { EXIT, StackError } from "../../errors.ts";
import type { Proof } from "../proofs.ts";
import { found } from "../timeline.ts";
import { announcedRecipient } from "./recipient.ts";

/** Nostr event kind of a token transfer between Unicity wallets. */
const TOKEN_TRANSFER_KIND = 31_113;
const LIMIT_MS = 60_000;

/** Asks for coins as a wallet app does, for a wallet that nobody knew before, and sees them arrive at the relay. */
export const provesFaucetRequest: Proof = async (rehearsal, signal, say) => {
  const socket = await rehearsal.openWebSocket("relay");
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
    const { announcement, pubkey } = await announcedRecipient();
    const heard = listen(socket, limit);
    socket.send(JSON.stringify(["EVENT", announcement]));
    await heard((message) => message[0] === "OK" && message[1] === announcement.id && message[2] === true);
    socket.send(JSON.stringify(["REQ", "rehearsal", { kinds: [TOKEN_TRANSFER_KIND], "#p": [pubkey] }]));
    say("the faucet mints");
    const { status, text } = await rehearsal.request("faucet", "/api/v1/faucet/request", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ unicityId: pubkey, coin: "UCT", amount: 1 }),
      timeoutMs: LIMIT_MS,
    });
    requireAccepted(status, text);
    await heard((message) => message[0] === "EVENT" && message[2]?.kind === TOKEN_TRANSFER_KIND);
    return found(`${status}, then kind ${TOKEN_TRANSFER_KIND} for ${pubkey.slice(0, 12)}…`);
  } finally {
    socket.close();
  }
};

function requireAccepted(status: number, text: string): void {
  if (status === 200 && JSON.parse(text).success === true) return;
  const evidence = `${status} ${text.slice(0, 300)}`;
  throw new StackError(
    { code: "FAUCET_REFUSED", what: "The faucet refuses the request.", evidence },
    EXIT.degraded,
  );
}

// biome-ignore lint/suspicious/noExplicitAny: messages of NIP-01 are arrays of anything
type Message = any[];

/** Collects messages from now on. @returns a wait for one that fits, also for one that came before it was called */
function listen(
  socket: WebSocket,
  limit: AbortSignal,
): (fits: (message: Message) => boolean) => Promise<void> {
  const messages: Message[] = [];
  let look = () => {};
  socket.on("message", (data) => {
    messages.push(JSON.parse(String(data)));
    look();
  });
  return (fits) =>
    new Promise((resolve, reject) => {
      const fail = (why: string) =>
        reject(new Error(`${why}; the relay said: ${JSON.stringify(messages).slice(0, 300)}`));
      look = () => messages.some(fits) && resolve();
      limit.addEventListener("abort", () => fail(`nothing arrived within ${LIMIT_MS / 1000} s`));
      socket.once("close", () => fail("the relay closed the WebSocket"));
      look();
    });
}
