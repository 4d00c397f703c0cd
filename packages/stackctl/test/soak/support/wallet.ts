import { Arrivals } from "../../../src/soak/wallets/arrivals.ts";
import type { SoakWallet } from "../../../src/soak/wallets/wallet.ts";

/** A wallet whose relay does not come back. */
export const disconnectedWallet = (index: number): SoakWallet => ({
  ...{ index, name: `w${index}`, arrivals: new Arrivals() },
  ...{ tokens: () => [], balance: () => ({ confirmed: 0n, total: 0n }), connected: () => false },
  send: () => Promise.reject(new Error("No connected relays")),
  message: () => Promise.reject(new Error("No connected relays")),
  certify: async () => {},
  judgeHeld: async () => ({ spent: [], errors: [] }),
  close: async () => {},
});
