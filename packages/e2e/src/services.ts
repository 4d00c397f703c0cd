/** What a stack consists of, in the order in which it is brought up. */
export const SERVICES = ["relay", "aggregator", "faucet"] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Where it runs: plain processes of this host, or containers. */
export const BACKENDS = ["embedded", "docker"] as const;
export type BackendName = (typeof BACKENDS)[number];
