import { finalizeEvent, generateSecretKey, getPublicKey, type NostrEvent } from "nostr-tools/pure";
import { RelayClient } from "../faucet/nostr/relay-client.ts";

/** Ephemeral (NIP-16): passed on and not stored, so a check leaves nothing behind. */
const CHECK_KIND = 20_777;

/**
 * Writes an event to the relay and reads it back (NIP-01).
 *
 * @returns what was seen
 * @throws Error that tells what did not happen within `timeoutMs`
 */
export async function checkRelay(url: string, timeoutMs: number): Promise<string> {
  const key = generateSecretKey();
  const event = finalizeEvent(
    { kind: CHECK_KIND, created_at: Math.floor(Date.now() / 1000), tags: [], content: "health" },
    key,
  );
  const opened = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<NostrEvent>();
  const onStatus = (connected: boolean) => connected && opened.resolve();
  const client = new RelayClient({ url, answerTimeoutMs: timeoutMs, onStatus });
  const timer = setTimeout(() => {
    opened.reject(new Error(`no WebSocket within ${timeoutMs} ms`));
    arrived.reject(new Error(`the event did not come back within ${timeoutMs} ms`));
  }, timeoutMs);
  arrived.promise.catch(() => {});
  try {
    await opened.promise;
    client.subscribe(() => [{ kinds: [CHECK_KIND], authors: [getPublicKey(key)] }], arrived.resolve);
    await client.publish(event);
    const { sig } = await arrived.promise;
    if (sig !== event.sig) throw new Error("another event came back");
    return "an event written is read back";
  } finally {
    clearTimeout(timer);
    client.close();
  }
}
