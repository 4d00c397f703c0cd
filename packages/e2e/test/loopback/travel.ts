/**
 * Travels on a stack that is whole, on three that are not, and on a whole one again: `node travel.ts FOLDER`. Prints
 * how each journey ended, as JSON.
 */
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { runJourney } from "../../../devnet/test/journey/support/journey.ts";
import { startStack } from "../../src/index.ts";
import { givesUpOnCertification } from "./impatient-fetch.ts";

/** The public testnet's, which sphere-sdk 0.6.14 falls back to. */
const OTHER_TRUST_BASE = join(import.meta.dirname, "../../data/trust-base.testnet.json");

const [folder = ""] = process.argv.slice(2);
const stack = await startStack();
const { relay, aggregator, faucet } = stack.endpoints;
const addresses = {
  relayUrl: relay.url,
  aggregatorUrl: aggregator.url,
  trustBaseFile: aggregator.trustBasePath,
  faucetUrl: new URL(faucet.requestUrl).origin,
};

/** @returns "green", or why it is red */
async function travel(name: string, change: Partial<typeof addresses> = {}): Promise<string> {
  try {
    const { alice, bob } = await runJourney({ ...addresses, ...change }, join(folder, name));
    await Promise.all([alice.close(), bob.close()]);
    return "green";
  } catch (error) {
    return String(error);
  }
}

async function withoutCertification() {
  await stack.setRounds("manual");
  const restore = givesUpOnCertification(aggregator.url);
  const before = await stack.nextRound();
  const ended = await travel("without-certification");
  const sealedMeanwhile = (await stack.nextRound()) - before - 1n;
  restore();
  await stack.setRounds("automatic");
  return { ended, sealedMeanwhile: Number(sealedMeanwhile) };
}

async function withDroppedWrites(): Promise<string> {
  await stack.fault("relay", { dropWrites: true });
  const ended = await travel("dropped-writes");
  await stack.clearFaults();
  return ended;
}

const report = {
  interfaces: Object.keys(networkInterfaces()),
  whole: await travel("whole"),
  otherTrustBase: await travel("other-trust-base", { trustBaseFile: OTHER_TRUST_BASE }),
  droppedWrites: await withDroppedWrites(),
  withoutCertification: await withoutCertification(),
  wholeAgain: await travel("whole-again"),
};
await stack.stop();
console.log(JSON.stringify(report));
// Wallets whose journey has failed keep their connections.
process.exit(0);
