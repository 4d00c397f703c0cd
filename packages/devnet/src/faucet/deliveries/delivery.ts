/** What a door hands to the delivery queue. */
export interface DeliveryRequest {
  /** Unique; a request with an id that exists is the same request. */
  id: string;
  /** Recipient as the sender wrote it. */
  recipient: string;
  /** x-only Nostr key of the recipient, 64 hex characters. */
  nostrPubkey: string;
  /** Address that gets the tokens. */
  address: string;
  items: DeliveryItem[];
  /** Who gets a direct message when all items are settled. */
  replyTo?: { nostrPubkey: string; commandId: string };
}

/** One token to mint and hand over. */
export interface DeliveryItem {
  /** Asset as the sender wrote it. */
  asset: string;
  /** 64 hex characters. */
  coinId: string;
  /** Base units. */
  amount: bigint;
  memo?: string | undefined;
}

/** `pending` is retried until it is settled; `delivered` and `failed` never change. */
export type DeliveryState = "pending" | "delivered" | "failed";

/** Which step failed for good; codes other than the first two come from an agent behind this faucet. */
export type FailureCode =
  | "MINT_FAILED"
  | "SEND_FAILED"
  /** The agent found the request wrong. */
  | "REQUEST_REFUSED"
  /** The agent refused for a reason that the sender cannot mend. */
  | "AGENT_REFUSED"
  /** The agent said nothing: whether it delivered is not known. */
  | "AGENT_SILENT";

/** One item as it is stored, with everything that makes its token the same after a restart. */
export interface Delivery {
  requestId: string;
  /** Position in the request, from 0. */
  item: number;
  nostrPubkey: string;
  address: string;
  asset: string;
  coinId: string;
  amount: bigint;
  memo: string | undefined;
  /** Hex of 32 random bytes each. */
  tokenId: string;
  mintSalt: string;
  transferSalt: string;
  /** `d` tag of the transfer event. */
  eventTag: string;
  state: DeliveryState;
  /** Id of the accepted event once delivered. */
  eventId: string | undefined;
  failure: { code: FailureCode; message: string } | undefined;
}

/** A stored request with its deliveries in order. */
export interface StoredRequest {
  id: string;
  /** ms since 1970. */
  createdAt: number;
  recipient: string;
  replyTo: { nostrPubkey: string; commandId: string } | undefined;
  replied: boolean;
  deliveries: Delivery[];
}

/** Every item is delivered or failed. */
export function isSettled(request: StoredRequest): boolean {
  return request.deliveries.every((delivery) => delivery.state !== "pending");
}
