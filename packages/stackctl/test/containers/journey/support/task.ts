/** Where wallets find the three services. */
export interface Services {
  /** `wss://` */
  readonly relayUrl: string;
  /** `https://` */
  readonly aggregatorUrl: string;
  /** `https://` */
  readonly faucetUrl: string;
}

/** What wallets do in a process of their own. */
export interface Task {
  readonly services: Services;
  readonly what: TaskName;
  /** Content of a trust base; without it that of the aggregator is fetched. */
  readonly trustBase?: string | undefined;
  /** Of `again`: how often before; default 0. */
  readonly before?: number | undefined;
}

/** Folder of all wallets, in the container. */
export const WALLETS = "/tmp/wallets";

export const TASK_NAMES = ["mint", "journey", "again", "seven"] as const;
export type TaskName = (typeof TASK_NAMES)[number];

/** The wallet app's requests: coin and amount in human units. */
export const SEVEN = {
  unicity: 100,
  bitcoin: 1,
  solana: 1000,
  ethereum: 42,
  tether: 1000,
  "usd-coin": 1000,
  "unicity-usd": 1000,
} as const;

/** What the tasks find. */
export interface Findings {
  mint: { nametag: string | undefined };
  journey: { names: string[]; times: Record<string, number> };
  again: { names: string[] };
  seven: {
    statuses: number[];
    balances: Record<string, { confirmed: string; total: string; tokens: number }>;
  };
}
