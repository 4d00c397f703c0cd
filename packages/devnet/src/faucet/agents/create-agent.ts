import { normalizeNametag } from "../nostr/bindings.ts";
import type { FaucetOptions } from "../options.ts";
import type { Agent, AgentTools } from "./agent.ts";
import { BuiltinAgent } from "./builtin-agent.ts";
import { UpstreamAgent } from "./upstream/upstream-agent.ts";

/** The agent that the options ask for. */
export function createAgent(tools: AgentTools, options: FaucetOptions): Agent {
  if (options.upstreamAgent)
    return new UpstreamAgent(tools, { nametag: nametagOf(options), ...options.upstreamAgent });
  return new BuiltinAgent(tools, {
    aggregatorUrl: options.aggregatorUrl,
    aggregatorApiKey: options.aggregatorApiKey,
    nametag: nametagOf(options),
    manager: managerOf(options),
    testWallets: options.testWallets ?? true,
  });
}

function nametagOf({ nametag = "faucet" }: FaucetOptions): string | undefined {
  return nametag === null ? undefined : normalizeNametag(nametag);
}

function managerOf({ managerPubkey, onShutdown }: FaucetOptions) {
  if (!managerPubkey) return undefined;
  return { nostrPubkey: managerPubkey.slice(-64), shutdown: () => onShutdown?.() };
}
