import { generateSecretKey, getPublicKey } from "nostr-tools/pure";
import type { WebSocket } from "ws";
import { EXIT, StackError } from "../../errors.ts";
import type { Proof } from "../proofs.ts";
import { found } from "../timeline.ts";

/** Nostr event kind of a token transfer between Unicity wallets. */
const TOKEN_TRANSFER_KIND = 31_113;
const LIMIT_MS = 60_000;

/** Asks for coins as a wallet app does, for a key that nobody had before, and sees them arrive at the relay. */
export const provesFaucetRequest: Proof = async (rehearsal, signal, say) => {
  const recipient = getPublicKey(generateSecretKey());
  const socket = await rehearsal.openWebSocket("relay");
  try {
    const arrival = firstTransfer(socket, recipient, signal);
    say("the faucet mints");
    const answer = rehearsal.request("faucet", "/api/v1/faucet/request", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ unicityId: recipient, coin: "UCT", amount: 1 }),
      timeoutMs: LIMIT_MS,
    });
    const [{ status, text }, sender] = await Promise.all([answer.then(requireAccepted), arrival]);
    return found(
      `${status} ${JSON.parse(text).data?.symbol}, kind ${TOKEN_TRANSFER_KIND} from ${sender.slice(0, 12)}…`,
    );
  } finally {
    socket.close();
  }
};

function requireAccepted<T extends { status: number; text: string }>(answer: T): T {
  if (answer.status === 200 && JSON.parse(answer.text).success === true) return answer;
  const evidence = `${answer.status} ${answer.text.slice(0, 300)}`;
  throw new StackError(
    { code: "FAUCET_REFUSED", what: "The faucet refuses the request.", evidence },
    EXIT.degraded,
  );
}

/** Waits on a subscription (NIP-01) for a transfer to a key. @returns the sender's key, 64 hex digits */
function firstTransfer(socket: WebSocket, recipient: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
    limit.addEventListener("abort", () =>
      reject(new Error(`no transfer arrived within ${LIMIT_MS / 1000} s`)),
    );
    socket.once("close", () => reject(new Error("the relay closed the WebSocket")));
    socket.on("message", (data) => {
      const [type, , event] = JSON.parse(String(data));
      if (type === "EVENT" && event.kind === TOKEN_TRANSFER_KIND) resolve(event.pubkey);
    });
    socket.send(JSON.stringify(["REQ", "rehearsal", { kinds: [TOKEN_TRANSFER_KIND], "#p": [recipient] }]));
  });
}
