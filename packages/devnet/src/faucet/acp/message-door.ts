import { createHash } from "node:crypto";
import type { NostrEvent } from "nostr-tools/pure";
import type { StoredRequest } from "../deliveries/delivery.ts";
import type { FaucetContext, FaucetCore } from "../faucet-context.ts";
import type { WalletIdentity } from "../identity/derive-identity.ts";
import { createLimiter } from "../limiter.ts";
import {
  type DirectMessage,
  GIFT_WRAP_KIND,
  TIMESTAMP_SPREAD_S,
  unwrapMessage,
  wrapMessage,
} from "../nostr/gift-wrap.ts";
import { EventRejected } from "../nostr/relay-access.ts";
import { type Manager, runCommand } from "./commands.ts";
import { formatEnvelope, MAX_CLOCK_SKEW_MS, parseEnvelope } from "./envelope.ts";
import { type AcpReply, outcomeReply } from "./replies.ts";

const CONCURRENT_MESSAGES = 8;
const REPLY_ATTEMPTS = 3;
/** Slack for clocks and for messages that were sent while the faucet was down, s. */
const SINCE_SLACK_S = 600;

/** The ACP door: direct messages in, direct messages out. */
export class MessageDoor {
  readonly #context: FaucetContext;
  readonly #identity: WalletIdentity;
  readonly #manager: Manager | undefined;
  readonly #limit = createLimiter(CONCURRENT_MESSAGES);
  readonly #inWork = new Set<string>();

  constructor(context: FaucetContext, identity: WalletIdentity, manager: Manager | undefined) {
    this.#context = context;
    this.#identity = identity;
    this.#manager = manager;
  }

  /** Begins to read messages, also those that came while the faucet was down. */
  open(core: FaucetCore): void {
    const filters = () => [
      {
        kinds: [GIFT_WRAP_KIND],
        "#p": [this.#identity.nostrPubkey],
        since: Math.floor(Date.now() / 1000) - TIMESTAMP_SPREAD_S - SINCE_SLACK_S,
      },
    ];
    this.#context.relay.subscribe(filters, (wrap) => {
      this.#limit(() => this.#receive(core, wrap)).catch((error: unknown) => {
        this.#context.log("message_error", { error: error instanceof Error ? error.message : String(error) });
      });
    });
  }

  /** Sends the outcome of a settled request; one that the relay refuses is given up. @throws RelayUnavailable: try again */
  async replyTo(request: StoredRequest): Promise<void> {
    if (!request.replyTo) return;
    const { nostrPubkey, commandId } = request.replyTo;
    await this.#send(nostrPubkey, outcomeReply(commandId, request)).catch((error: unknown) => {
      if (!(error instanceof EventRejected)) throw error;
      this.#context.log("reply_refused", { request: request.id, error: error.message });
    });
  }

  async #receive(core: FaucetCore, wrap: NostrEvent): Promise<void> {
    const message = this.#unwrap(wrap);
    if (!message) return;
    const envelope = parseEnvelope(message.content, Date.now());
    if (!envelope) return;
    const hash = createHash("sha256").update(message.sender).update(message.content).digest("hex");
    if (this.#inWork.has(hash) || this.#context.store.hasSeen(hash)) return;
    this.#inWork.add(hash);
    try {
      const { sender } = message;
      const reply =
        envelope.type === "acp.ping"
          ? ({ type: "acp.pong", payload: envelope.payload } as const)
          : envelope.type === "acp.command"
            ? await runCommand(
                this.#context,
                core,
                { sender, payload: envelope.payload, messageHash: hash },
                this.#manager,
              )
            : undefined;
      if (reply) await this.#sendWithRetries(sender, reply);
      this.#context.store.markSeen(hash, Date.now());
    } finally {
      this.#inWork.delete(hash);
    }
  }

  #unwrap(wrap: NostrEvent): DirectMessage | undefined {
    try {
      const message = unwrapMessage(wrap, this.#identity);
      return message?.sender === this.#identity.nostrPubkey ? undefined : message;
    } catch {
      return undefined;
    }
  }

  async #sendWithRetries(recipient: string, reply: AcpReply): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#send(recipient, reply);
      } catch (error) {
        if (attempt === REPLY_ATTEMPTS) throw error;
      }
    }
  }

  #send(recipient: string, reply: AcpReply): Promise<void> {
    const instance = { id: this.#identity.nostrPubkey.slice(0, 32), name: "faucet" };
    const content = formatEnvelope(instance, reply.type, reply.payload);
    return this.#context.relay.publish(wrapMessage(this.#identity, recipient, content));
  }
}

/** Messages older than this can be forgotten: their time is refused anyway, ms. */
export const REPLAY_MEMORY_MS = 4 * MAX_CLOCK_SKEW_MS;
