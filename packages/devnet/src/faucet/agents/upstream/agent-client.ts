import { setTimeout as delay } from "node:timers/promises";
import type { NostrEvent } from "nostr-tools/pure";
import { readEnvelope } from "../../acp/envelope.ts";
import {
  GIFT_WRAP_KIND,
  type NostrKeys,
  TIMESTAMP_SPREAD_S,
  unwrapMessage,
  wrapMessage,
} from "../../nostr/gift-wrap.ts";
import type { RelayAccess } from "../../nostr/relay-access.ts";
import { type AgentAnswer, answerIn } from "./answer.ts";

/** Slack for clocks and for answers that came while the gateway was down, s. */
const SINCE_SLACK_S = 3_600;

export interface AgentClientOptions {
  relay: RelayAccess;
  /** The gateway's own. */
  keys: NostrKeys;
  /** Nostr key of the agent, x-only. */
  agent: string;
  /** Called with each answer of the agent before anybody who waits for it. */
  onAnswer: (answer: AgentAnswer) => void;
}

/** Talks to the agent in direct messages (NIP-17) through the relay. */
export class AgentClient {
  readonly #options: AgentClientOptions;
  readonly #waiting = new Map<string, (answer: AgentAnswer) => void>();

  constructor(options: AgentClientOptions) {
    this.#options = options;
  }

  /** Begins to read answers, also those that came while the gateway was down. */
  open(): void {
    const { relay, keys } = this.#options;
    const since = () => Math.floor(Date.now() / 1000) - TIMESTAMP_SPREAD_S - SINCE_SLACK_S;
    const filters = () => [{ kinds: [GIFT_WRAP_KIND], "#p": [keys.nostrPubkey], since: since() }];
    relay.subscribe(filters, (wrap) => this.#receive(wrap));
  }

  /**
   * Sends a message and waits for the answer to its command.
   *
   * @returns undefined when there is none in time
   * @throws EventRejected, RelayUnavailable
   */
  async ask(commandId: string, content: string, timeoutMs: number): Promise<AgentAnswer | undefined> {
    const { relay, keys, agent } = this.#options;
    const answered = new AbortController();
    const answer = new Promise<AgentAnswer>((resolve) => this.#waiting.set(commandId, resolve));
    try {
      await relay.publish(wrapMessage(keys, agent, content));
      const timeout = delay(timeoutMs, undefined, { signal: answered.signal }).catch(() => undefined);
      return await Promise.race([answer, timeout]);
    } finally {
      answered.abort();
      this.#waiting.delete(commandId);
    }
  }

  #receive(wrap: NostrEvent): void {
    const answer = this.#open(wrap);
    if (!answer) return;
    this.#options.onAnswer(answer);
    this.#waiting.get(answer.command_id)?.(answer);
  }

  /** Anybody may write to the gateway; only the agent is listened to. */
  #open(wrap: NostrEvent): AgentAnswer | undefined {
    try {
      const message = unwrapMessage(wrap, this.#options.keys);
      if (message?.sender !== this.#options.agent) return undefined;
      const envelope = readEnvelope(message.content);
      return envelope && answerIn(envelope);
    } catch {
      return undefined;
    }
  }
}
