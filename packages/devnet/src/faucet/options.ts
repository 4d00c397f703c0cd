import type { Log } from "./log.ts";

/** Options of `startFaucet`; those with a default may be left out. */
export interface FaucetOptions {
  /** Address to bind, e.g. `127.0.0.1`. */
  host: string;
  /** TCP port; 0 picks a free one. */
  port: number;
  /** Folder of the faucet's state; undefined keeps everything in memory. */
  dataDir?: string | undefined;
  /** `ws://…` or `wss://…`; of several relays one has to work. */
  relayUrl: string | readonly string[];
  /** JSON-RPC endpoint of aggregator API v1. */
  aggregatorUrl: string;
  /** File or `http(s)://` address of the trust base. */
  trustBase: string;
  /** BIP-39 phrase of the faucet's identity. */
  mnemonic: string;
  /** Name of the faucet without `@`; null for none. Default `faucet`. */
  nametag?: string | null;
  /** Name in the discovery document. Default `testnet`. */
  network?: string;
  /** Address that clients use; default what their Host header says. */
  publicUrl?: string;
  /** Opens the history and the statistics to the holder of this key. */
  apiKey?: string;
  /** Requests need the key too. Default false. */
  requireApiKey?: boolean;
  /** Sent to the aggregator as `X-API-Key`. */
  aggregatorApiKey?: string;
  /** 66-hex chain pubkey that may give STATUS and SHUTDOWN_GRACEFUL. */
  managerPubkey?: string;
  /** Called when the manager asks for the end. */
  onShutdown?: () => void;
  /** Requests per recipient and coin in a minute; 0 is unlimited. Default 120. */
  requestsPerMinute?: number;
  /** Largest amount of a REST request in human units. Default 1,000,000. */
  maxHumanAmount?: number;
  /** Largest sum of a recipient and coin in 24 hours, human units; 0 is unlimited. Default 0. */
  maxAmountPerDay?: number;
  /** Longest time to the answer of a REST request, ms; a delivery that takes longer is `pending`. Default 24,000. */
  answerTimeoutMs?: number;
  /** Longest wait for the relay to resolve a recipient, ms. Default 10,000. */
  resolutionTimeoutMs?: number;
  /** Pause between two looks whether the trust base is still that of the same network, ms. Default 15,000. */
  trustBaseCheckMs?: number;
  /** The public test wallets get tokens before they announced themselves. Default true without an upstream agent. */
  testWallets?: boolean;
  /** Requests go to the upstream agent, a process with the same mnemonic, instead of being minted here. */
  upstreamAgent?: UpstreamAgentOptions;
  log?: Log;
  /** Folder for the socket of control, for tests only; not with an upstream agent, whose wallet cannot be set back. */
  control?: string;
}

/** How this faucet knows the upstream agent that works for it. */
export interface UpstreamAgentOptions {
  /** File with those lines of the agent's log that are events, since its last start. */
  eventsFile: string;
  /** Name that the agent was told to take, where its log does not say it. */
  nametag?: string | undefined;
  /** From a command to its end without an answer, ms. Default 300,000, as long as the agent would take the command. */
  commandLifetimeMs?: number;
  /** From a command to the same one once more while there is no answer, ms. Default 15,000. */
  answerTimeoutMs?: number;
}

/** File of the database in the data folder. */
export const DATABASE_FILE = "faucet.db";

/** Defaults of the options that are numbers. */
export const FAUCET_DEFAULTS = {
  requestsPerMinute: 120,
  maxHumanAmount: 1_000_000,
  maxAmountPerDay: 0,
  answerTimeoutMs: 24_000,
  resolutionTimeoutMs: 10_000,
  relayAnswerTimeoutMs: 8_000,
  aggregatorTimeoutMs: 15_000,
  proofTimeoutMs: 20_000,
  trustBaseCheckMs: 15_000,
  keptRequests: 100_000,
} as const;
