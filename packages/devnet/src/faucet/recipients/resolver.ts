import { setTimeout as delay } from "node:timers/promises";
import { AddressFactory } from "@unicitylabs/state-transition-sdk/lib/address/AddressFactory.js";
import { type Binding, findBinding, findBindingOfKey, hashAddress, hashNametag } from "../nostr/bindings.ts";
import { type RelayAccess, RelayUnavailable } from "../nostr/relay-access.ts";
import { parseRecipient, type RecipientForm, RecipientInvalid, RecipientNotFound } from "./recipient.ts";
import { findTestWallet } from "./test-wallets.ts";

/** Where a delivery goes: the key that the event is encrypted to and the address that owns the token. */
export interface ResolvedRecipient {
  /** x-only, 64 hex characters. */
  nostrPubkey: string;
  /** `DIRECT://…` or `PROXY://…`. */
  address: string;
}

/** Pause before the relay is asked again, ms. */
const RETRY_MS = 200;

export interface ResolverOptions {
  /** Longest wait for the relay, also while it is not connected, ms. */
  timeoutMs: number;
  /** The public test wallets are known before they announced themselves. */
  testWallets: boolean;
}

/** Turns names, addresses and keys into recipients by the bindings on the relay. */
export class RecipientResolver {
  readonly #relay: RelayAccess;
  readonly #options: ResolverOptions;
  readonly #running = new Map<string, Promise<ResolvedRecipient>>();

  constructor(relay: RelayAccess, options: ResolverOptions) {
    this.#relay = relay;
    this.#options = options;
  }

  /**
   * Resolves a recipient; equal questions at the same time are asked once.
   *
   * @throws RecipientInvalid, RecipientNotFound
   * @throws RelayUnavailable when the relay gives no answer in time
   */
  resolve(text: string): Promise<ResolvedRecipient> {
    const running = this.#running.get(text);
    if (running) return running;
    const started = this.#resolve(text).finally(() => this.#running.delete(text));
    this.#running.set(text, started);
    return started;
  }

  async #resolve(text: string): Promise<ResolvedRecipient> {
    const recipient = parseRecipient(text);
    await checkAddress(recipient);
    const binding = (await this.#find(recipient)) ?? this.#testWallet(recipient);
    const address = recipient.form === "address" ? recipient.address : binding?.directAddress;
    if (!binding || !address) throw notFound(recipient);
    await checkAddress({ form: "address", address });
    return { nostrPubkey: binding.nostrPubkey, address };
  }

  #testWallet(recipient: RecipientForm) {
    return this.#options.testWallets ? findTestWallet(recipient) : undefined;
  }

  async #find(recipient: RecipientForm): Promise<Binding | undefined> {
    const deadline = Date.now() + this.#options.timeoutMs;
    for (;;) {
      try {
        return await this.#ask(recipient);
      } catch (error) {
        if (!(error instanceof RelayUnavailable)) throw error;
        if (Date.now() + RETRY_MS > deadline) {
          throw new RelayUnavailable(
            `Recipient resolution timed out after ${this.#options.timeoutMs / 1000} s: ${error.message}`,
          );
        }
        await delay(RETRY_MS);
      }
    }
  }

  /**
   * A chain pubkey is asked for by its author, not by a tag that anybody can set. Its own DIRECT address must come
   * from the binding: sphere-sdk 0.6.14 owns tokens with another key than the chain key.
   */
  #ask(recipient: RecipientForm): Promise<Binding | undefined> {
    switch (recipient.form) {
      case "nametag":
        return findBinding(this.#relay, hashNametag(recipient.nametag));
      case "address":
        return findBinding(this.#relay, hashAddress(recipient.address));
      case "chainPubkey":
        return findBindingOfKey(this.#relay, recipient.chainPubkey.slice(2));
      case "nostrPubkey":
        return findBindingOfKey(this.#relay, recipient.nostrPubkey);
    }
  }
}

/** Checks the checksum of an address. */
async function checkAddress(recipient: RecipientForm): Promise<void> {
  if (recipient.form !== "address") return;
  try {
    await AddressFactory.createAddress(recipient.address);
  } catch {
    throw new RecipientInvalid(`Invalid recipient address: ${recipient.address.slice(0, 90)}`);
  }
}

function notFound(recipient: RecipientForm): RecipientNotFound {
  switch (recipient.form) {
    case "nametag":
      return new RecipientNotFound(`Nametag not found: ${recipient.nametag}`);
    case "address":
      return new RecipientNotFound(`Address not found on the relay: ${recipient.address}`);
    case "chainPubkey":
      return new RecipientNotFound(`Public key not found on the relay: ${recipient.chainPubkey}`);
    case "nostrPubkey":
      return new RecipientNotFound(`Public key not found on the relay: ${recipient.nostrPubkey}`);
  }
}
