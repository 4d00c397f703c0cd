import type { WalletIdentity } from "../identity/derive-identity.ts";
import { EventRejected, type RelayAccess } from "../nostr/relay-access.ts";
import { tokenTransferEvent } from "../nostr/token-transfer-event.ts";
import { CommitmentRefused } from "../tokens/aggregator-client.ts";
import type { Certifier } from "../tokens/certify.ts";
import { mintAndTransfer } from "../tokens/mint-and-transfer.ts";
import { ProofInvalid } from "../tokens/proof-verification.ts";
import type { Delivery, FailureCode } from "./delivery.ts";

/** A delivery that no retry can save. */
export class DeliveryFailed extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What a delivery needs from the faucet. */
export interface DeliveryTools {
  identity: WalletIdentity;
  certifier: Certifier;
  relay: RelayAccess;
}

/**
 * Carries one delivery out: mint, transfer, publish. May be repeated after an interruption; the same token is made
 * and the relay replaces the event by its `d` tag.
 *
 * @param repeat sends the same token in an event of its own beside the first one, dated not before `notBefore`
 *   (s since 1970): replacing an event of the same second is left to chance (NIP-01 keeps the lower id)
 * @returns id of the published event
 * @throws DeliveryFailed: final; any other error: try again later
 */
export async function deliver(
  tools: DeliveryTools,
  delivery: Delivery,
  repeat?: { notBefore: number },
): Promise<string> {
  const token = await mintAndTransfer(tools.certifier, tools.identity, {
    ...delivery,
    recipientAddress: delivery.address,
  }).catch((error: unknown) => {
    throw isFinalTokenError(error) ? failed("MINT_FAILED", error) : error;
  });
  tools.certifier.signal.throwIfAborted();
  const payload = delivery.memo === undefined ? token : { ...token, memo: delivery.memo };
  const event = tokenTransferEvent(
    tools.identity.secretKey,
    delivery.nostrPubkey,
    repeat ? `${delivery.eventTag}-again` : delivery.eventTag,
    payload,
    repeat?.notBefore,
  );
  await tools.relay.publish(event).catch((error: unknown) => {
    throw error instanceof EventRejected ? failed("SEND_FAILED", error) : error;
  });
  return event.id;
}

function isFinalTokenError(error: unknown): error is Error {
  if (error instanceof CommitmentRefused || error instanceof ProofInvalid) return true;
  return error instanceof Error && error.name === "VerificationError";
}

function failed(code: FailureCode, cause: Error): DeliveryFailed {
  return new DeliveryFailed(code, cause.message, { cause });
}
