import { VERSION } from "../../version.ts";
import type { RelayLimits } from "../limits.ts";

/** Shown to clients (NIP-11). */
export interface RelayInformation {
  name: string;
  description: string;
}

/** The rules this relay keeps, numbered as unicity-tokens-relay (nostr-rs-relay 0.9) lists them. */
const SUPPORTED_NIPS = [1, 2, 9, 11, 12, 15, 16, 20, 22, 33, 40];

/** NIP-11's document. */
export function informationDocument({ name, description }: RelayInformation, limits: RelayLimits): object {
  return {
    name,
    description,
    supported_nips: SUPPORTED_NIPS,
    software: "@unicity-sphere/devnet",
    version: VERSION,
    limitation: {
      payment_required: false,
      restricted_writes: false,
      auth_required: false,
      max_message_length: limits.maxMessageBytes,
      max_subscriptions: limits.maxSubscriptions,
      max_subid_length: limits.maxSubscriptionIdLength,
    },
  };
}
