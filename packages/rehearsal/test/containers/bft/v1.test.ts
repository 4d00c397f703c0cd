import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { devAccounts, startFaucet, startRelay } from "@unicity-sphere/devnet";
import { expect } from "vitest";
import { runJourney } from "../../../../devnet/test/journey/support/journey.ts";
import { homes, makeGenesis } from "../../doubles/bft-core/support/home.ts";
import { withEngine } from "../../support/engine.ts";
import { call, sendCommitment } from "./support/proof.ts";
import { prepareStack, type Stack } from "./support/stack.ts";

/** The journey of two sphere-sdk wallets, with a relay and a faucet of this process beside the stack. */
async function travel(stack: Stack): Promise<void> {
  await using started = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "bft-journey-"));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const trustBaseFile = join(folder, "trust-base.json");
  await writeFile(trustBaseFile, JSON.stringify(await stack.trustBase()));
  const aggregatorUrl = await stack.url();
  const storage = { file: join(folder, "relay.sqlite") };
  const relay = await startRelay({ host: "127.0.0.1", port: 0, storage });
  started.defer(() => relay.close());
  const [account] = await devAccounts(1);
  const faucet = await startFaucet({
    host: "127.0.0.1",
    port: 0,
    dataDir: join(folder, "faucet"),
    relayUrl: relay.url,
    aggregatorUrl,
    trustBase: trustBaseFile,
    mnemonic: account?.mnemonic ?? "",
  });
  started.defer(() => faucet.close());
  await faucet.ready;
  const addresses = { relayUrl: relay.url, aggregatorUrl, trustBaseFile, faucetUrl: faucet.url };
  const { alice, bob } = await runJourney(addresses, folder);
  await Promise.all([alice.close(), bob.close()]);
}

withEngine(
  "the v1 stack starts from nothing, its proofs fit its exported trust base and no other, and wallets make their journey",
  async () => {
    await using stack = await prepareStack("v1");
    await stack.up();
    await stack.grow();
    const sent = await sendCommitment(stack);
    expect(await sent.verdict(stack, await stack.trustBase())).toMatchObject({ ok: true });
    await using other = await homes("old");
    await makeGenesis(other);
    expect(await sent.verdict(stack, await other.json("trust-base.json"))).toMatchObject({ ok: false });
    const ofOtherLine = await call(await stack.url(), "get_inclusion_proof.v2", {});
    expect(ofOtherLine).toMatchObject({ error: { code: -32601 } });
    await travel(stack);
  },
);
