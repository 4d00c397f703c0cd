import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { currentStack, type RunningStack, walletOptions } from "@unicity-sphere/e2e";
import { Sphere } from "@unicitylabs/sphere-sdk";
import { createNodeProviders } from "@unicitylabs/sphere-sdk/impl/nodejs";

/** Base units of a coin in a wallet that are certified. */
export function confirmed(wallet: Sphere, coinId: string): bigint {
  const [balance] = wallet.payments.getBalance(coinId);
  return BigInt(balance?.confirmedAmount ?? 0);
}

/** Opens new wallets with these names, by default on the stack of the run; `close` ends them and deletes their files. */
export async function openWallets<const Name extends string>(
  names: readonly Name[],
  stack: RunningStack = currentStack(),
) {
  const folder = mkdtempSync(join(tmpdir(), "wallets-"));
  const wallets = {} as Record<Name, Sphere>;
  for (const nametag of names) {
    const { providers, init } = walletOptions(join(folder, nametag), stack);
    const options = { ...createNodeProviders(providers), ...init, autoGenerate: true, nametag };
    wallets[nametag] = (await Sphere.init(options)).sphere;
  }
  return {
    wallets,
    async close() {
      for (const wallet of Object.values<Sphere>(wallets)) {
        await wallet.payments.waitForPendingOperations();
        await wallet.destroy();
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
