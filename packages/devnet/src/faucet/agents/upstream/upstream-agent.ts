import { randomUUID } from "node:crypto";
import { formatEnvelope } from "../../acp/envelope.ts";
import { MAX_BASE_UNITS, MAX_ITEMS } from "../../acp/faucet-request.ts";
import type { Delivery } from "../../deliveries/delivery.ts";
import { findBinding, hashNametag } from "../../nostr/bindings.ts";
import { EventRejected, RelayUnavailable } from "../../nostr/relay-access.ts";
import type { UpstreamAgentOptions } from "../../options.ts";
import type { Agent, AgentTools, Outcome } from "../agent.ts";
import { AgentClient } from "./agent-client.ts";
import { AgentWatch } from "./agent-watch.ts";
import { parseAnswer } from "./answer.ts";
import { gatewayKeys } from "./gateway-keys.ts";
import { outcomesOf } from "./outcomes.ts";
import type { SentCommand } from "./sent-commands.ts";

/** Commands that one request becomes at most. */
const MAX_COMMANDS = 5;
/** The agent refuses commands that are older (ACP-0), ms. */
const COMMAND_LIFETIME_MS = 300_000;
const ANSWER_TIMEOUT_MS = 15_000;
const PROBE_TIMEOUT_MS = 10_000;

/** Turns batches of deliveries into FAUCET_REQUEST commands to the upstream agent, which mints and sends. */
export class UpstreamAgent implements Agent {
  readonly name = "upstream";
  readonly limits = {
    batchSize: MAX_ITEMS,
    maxItems: MAX_ITEMS * MAX_COMMANDS,
    maxItemUnits: MAX_BASE_UNITS,
  };
  readonly presence: AgentWatch;
  readonly #tools: AgentTools;
  readonly #options: UpstreamAgentOptions;
  readonly #client: AgentClient;
  readonly #instance: { id: string; name: string };
  #watching: Promise<void> | undefined;

  constructor(tools: AgentTools, options: UpstreamAgentOptions) {
    const { context, identity, signal } = tools;
    const keys = gatewayKeys(identity);
    this.#tools = tools;
    this.#options = options;
    this.#instance = { id: keys.nostrPubkey.slice(0, 32), name: "faucet-gateway" };
    this.#client = new AgentClient({
      ...{ relay: context.relay, keys, agent: identity.nostrPubkey },
      onAnswer: (answer) => context.store.commands.keepAnswer(answer.command_id, JSON.stringify(answer)),
    });
    this.presence = new AgentWatch({
      ...{ eventsFile: options.eventsFile, chainPubkey: identity.chainPubkey, log: context.log, signal },
      probe: () => this.#probe(),
      checkNametag: (nametag) => this.#checkNametag(nametag),
    });
  }

  async open(): Promise<void> {
    this.#client.open();
    const { signal } = this.#tools;
    await new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
      this.#watching = this.presence.run(resolve);
    });
  }

  relayIsBack(): void {
    const { members } = this.#tools.context.relay;
    const wasAlone = members.filter(({ connected }) => connected).length <= 1;
    if (wasAlone) this.presence.askAgain();
  }

  async close(): Promise<void> {
    await this.#watching;
  }

  /** Requests by message go to the agent itself, which answers them itself. */
  async reply(): Promise<void> {}

  async deliver(batch: readonly Delivery[]): Promise<Outcome[]> {
    const commandId = commandIdOf(batch);
    const command = this.#tools.context.store.commands.find(commandId) ?? this.#compose(commandId, batch);
    if (command.answer !== null) return outcomesOf(parseAnswer(command.answer), batch);
    const { commandLifetimeMs = COMMAND_LIFETIME_MS, answerTimeoutMs = ANSWER_TIMEOUT_MS } = this.#options;
    if (Date.now() - command.sentAt > commandLifetimeMs) return batch.map(() => silence(commandLifetimeMs));
    const answer = await this.#client.ask(commandId, command.content, answerTimeoutMs).catch((error) => {
      throw error instanceof EventRejected
        ? new RelayUnavailable(`The relay refused it: ${error.message}`)
        : error;
    });
    if (!answer) throw new Error("The agent has not answered yet.");
    return outcomesOf(answer, batch);
  }

  /** A new command, stored before it is sent. @throws Error while the agent could not carry it out */
  #compose(commandId: string, batch: readonly Delivery[]): SentCommand {
    const { relay, store } = this.#tools.context;
    if (!relay.connected) throw new RelayUnavailable("The relay is not connected.");
    if (!this.presence.announced) throw new Error(`The agent is not ready: ${this.presence.lastError}.`);
    const items = batch.map(({ coinId, amount, memo }) => ({
      ...{ asset: coinId, amount: amount.toString() },
      ...(memo !== undefined && { memo }),
    }));
    const content = this.#message(commandId, "FAUCET_REQUEST", { recipient: batch[0]?.address, items });
    const command = { commandId, content, sentAt: Date.now(), answer: null };
    store.commands.add(String(batch[0]?.requestId), command);
    return command;
  }

  async #probe(): Promise<void> {
    const commandId = randomUUID();
    const content = this.#message(commandId, "FAUCET_HELP", {});
    const answer = await this.#client.ask(commandId, content, PROBE_TIMEOUT_MS);
    if (!answer) throw new Error(`the agent did not answer within ${PROBE_TIMEOUT_MS} ms`);
    if (!answer.ok)
      throw new Error(`the agent answered ${answer.error_code}: ${answer.message.slice(0, 200)}`);
  }

  /** A name counts when wallets find the agent by it. */
  async #checkNametag(nametag: string | true | undefined): Promise<string | undefined> {
    const wanted = nametag === true ? this.#options.nametag : nametag;
    if (wanted === undefined) return undefined;
    const owner = await findBinding(this.#tools.context.relay, hashNametag(wanted));
    return owner?.nostrPubkey === this.#tools.identity.nostrPubkey ? wanted : undefined;
  }

  #message(commandId: string, name: string, params: object): string {
    return formatEnvelope(this.#instance, "acp.command", { command_id: commandId, name, params });
  }
}

/** The same for the same batch, and nobody can guess it. */
function commandIdOf([first]: readonly Delivery[]): string {
  if (!first) throw new Error("A batch has one delivery at least.");
  return first.tokenId.slice(0, 32);
}

function silence(lifetimeMs: number): Outcome {
  const message = `The agent did not answer within ${lifetimeMs / 1000} s; whether it delivered is not known.`;
  return { failure: { code: "AGENT_SILENT", message } };
}
