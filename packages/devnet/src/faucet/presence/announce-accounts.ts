import { setTimeout as delay } from "node:timers/promises";
import { deriveIdentity } from "../identity/derive-identity.ts";
import { findBindingOfKey } from "../nostr/bindings.ts";
import { identityBinding } from "../nostr/own-binding.ts";
import { RelayClient, RelayUnavailable } from "../nostr/relay-client.ts";

const ANSWER_TIMEOUT_MS = 8_000;
const RETRY_MS = 50;

/**
 * Publishes the identity of test wallets that never ran, so that the faucet finds them and their tokens wait on the
 * relay. A sphere-sdk 0.6.14 wallet that is opened later gets them with `payments.receive()`, which looks 24 hours back.
 *
 * @param timeoutMs longest wait for the relay
 * @throws RelayUnavailable, EventRejected, DevnetError `MNEMONIC_INVALID`
 */
export async function announceAccounts(
  relayUrl: string,
  accounts: readonly { mnemonic: string }[],
  timeoutMs = 10_000,
): Promise<void> {
  const relay = new RelayClient({ url: relayUrl, answerTimeoutMs: ANSWER_TIMEOUT_MS });
  try {
    await waitForConnection(relay, relayUrl, timeoutMs);
    for (const { mnemonic } of accounts) {
      const identity = await deriveIdentity(mnemonic);
      const known = await findBindingOfKey(relay, identity.nostrPubkey);
      if (known?.directAddress !== identity.directAddress) await relay.publish(identityBinding(identity));
    }
  } finally {
    relay.close();
  }
}

async function waitForConnection(relay: RelayClient, url: string, timeoutMs: number): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; !relay.connected; await delay(RETRY_MS)) {
    if (Date.now() > deadline) {
      throw new RelayUnavailable(`No connection to the relay ${url} within ${timeoutMs} ms.`);
    }
  }
}
