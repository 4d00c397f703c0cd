import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NostrEvent } from "nostr-tools/pure";
import { onTestFinished } from "vitest";
import { formatEnvelope, parseEnvelope } from "../../../src/faucet/acp/envelope.ts";
import type { HandedItem } from "../../../src/faucet/agents/upstream/answer.ts";
import { deriveIdentity, type WalletIdentity } from "../../../src/faucet/identity/derive-identity.ts";
import { devAccounts } from "../../../src/faucet/identity/dev-accounts.ts";
import { GIFT_WRAP_KIND, unwrapMessage, wrapMessage } from "../../../src/faucet/nostr/gift-wrap.ts";
import { identityBinding, nametagBinding } from "../../../src/faucet/nostr/own-binding.ts";
import { type RunningFaucet, startFaucet } from "../../../src/faucet/start-faucet.ts";
import { ScriptedAggregator } from "./scripted-aggregator.ts";
import { ScriptedRelay } from "./scripted-relay.ts";

/** A FAUCET_REQUEST as the agent reads it. */
export interface Command {
  command_id: string;
  name: string;
  params: { recipient: string; items: { asset: string; amount: string }[] };
}

/** Payload of the agent's answer; undefined: it stays silent. */
export type Answering = (command: Command) => object | undefined;

/** Everything handed over. */
export const success: Answering = ({ command_id, params }) => ({
  ...{ command_id, ok: true },
  result: { deliveries: params.items.map(handed) },
});

export function handed({ asset, amount }: { asset: string; amount: string }): HandedItem {
  return { coin_id: asset, amount, transfer_id: `to-${amount}` };
}

export interface TestGateway {
  relay: ScriptedRelay;
  /** The agent's identity, which the gateway expects. */
  agent: WalletIdentity;
  /** Texts of the FAUCET_REQUESTs in the order they came, repeated ones too. */
  received: string[];
  /** Commands that the agent carried out: each text once, as its replay guard has it. */
  commands: Command[];
  answering: Answering;
  /** Writes the agent's events, one start per `start`. */
  tell(...events: object[]): void;
  /** Sends an answer as somebody, by default as the agent. */
  send(payload: { ok?: boolean }, as?: WalletIdentity): void;
  start(options?: { answerTimeoutMs?: number; commandLifetimeMs?: number }): Promise<RunningFaucet>;
  stop(faucet: RunningFaucet): Promise<void>;
  ask(url: string, body: object): Promise<{ status: number; json: Record<string, never> }>;
}

/** A gateway on a scripted relay with a scripted agent behind it; `alice` is a wallet on the relay. */
export async function createTestGateway(): Promise<TestGateway> {
  const folder = mkdtempSync(join(tmpdir(), "faucet-gateway-"));
  const [account, other] = await devAccounts(2);
  const agent = await deriveIdentity(String(account?.mnemonic));
  const alice = await deriveIdentity(String(other?.mnemonic));
  const relay = await ScriptedRelay.start();
  const aggregator = await ScriptedAggregator.start();
  const faucets = new Set<RunningFaucet>();
  onTestFinished(async () => {
    for (const faucet of faucets) await faucet.close();
    await relay.close();
    await aggregator.close();
    rmSync(folder, { recursive: true });
  });
  relay.inject(nametagBinding(alice, "alice", `PROXY://${"ab".repeat(36)}`));
  relay.inject(identityBinding(alice));
  const eventsFile = join(folder, "events");
  const trustBase = join(folder, "trust-base.json");
  writeFileSync(trustBase, JSON.stringify(aggregator.trustBase()));
  let gatewayKey = "";
  const gateway: TestGateway = {
    ...{ relay, agent, received: [], commands: [], answering: success },
    tell: (...events) => writeFileSync(eventsFile, events.map((event) => JSON.stringify(event)).join("\n")),
    send: (payload, as = agent) => {
      const type = payload.ok === false ? "acp.error" : "acp.result";
      relay.inject(
        wrapMessage(as, gatewayKey, formatEnvelope({ id: "agent", name: "agent" }, type, payload)),
      );
    },
    stop: async (faucet) => {
      faucets.delete(faucet);
      await faucet.close();
    },
    start: async ({ answerTimeoutMs = 5_000, commandLifetimeMs = 60_000 } = {}) => {
      const faucet = await startFaucet({
        ...{ host: "127.0.0.1", port: 0, dataDir: join(folder, "faucet"), relayUrl: relay.url },
        ...{ aggregatorUrl: aggregator.url, trustBase, mnemonic: String(account?.mnemonic) },
        answerTimeoutMs,
        upstreamAgent: { eventsFile, commandLifetimeMs, answerTimeoutMs: 200 },
      });
      faucets.add(faucet);
      return faucet;
    },
    ask: async (url, body) => {
      const request = { method: "POST", body: JSON.stringify(body) };
      const response = await fetch(`${url}/api/v1/faucet/request`, request);
      return { status: response.status, json: (await response.json()) as Record<string, never> };
    },
  };
  relay.onPublish = (event) => {
    const message = messageTo(agent, event);
    if (!message) return;
    gatewayKey = message.sender;
    const command = parseEnvelope(message.content, Date.now())?.payload as unknown as Command;
    if (command.name === "FAUCET_HELP")
      return gateway.send({ command_id: command.command_id, ok: true, result: {} } as object);
    const isNew = !gateway.received.includes(message.content);
    gateway.received.push(message.content);
    if (!isNew) return;
    gateway.commands.push(command);
    const answer = gateway.answering(command);
    if (answer) gateway.send(answer);
  };
  gateway.tell(...running(agent.chainPubkey));
  return gateway;
}

/** Events of an agent that works. */
export function running(chain_pubkey: string, start = "1"): object[] {
  return [
    { msg: "agent_started", start },
    { msg: "faucet_chain_pubkey_announced", chain_pubkey },
    { msg: "faucet_running" },
  ];
}

function messageTo(agent: WalletIdentity, event: NostrEvent) {
  if (event.kind !== GIFT_WRAP_KIND) return undefined;
  try {
    return unwrapMessage(event, agent);
  } catch {
    return undefined;
  }
}
