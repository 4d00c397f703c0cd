export interface FaucetHandle {
  chainPubkey: string;
  stop(): Promise<void>;
}

/** As {@link bootLocalRelay}. */
export async function bootLocalFaucet(): Promise<FaucetHandle> {
  return { chainPubkey: `02${"0".repeat(64)}`, stop: async () => {} };
}
