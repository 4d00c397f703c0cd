import { createRequire } from "node:module";
import type { OutsideAggregator } from "./options.ts";

/** The public aggregator of an SDK line, as its `testnet` preset has it. */
export interface Preset extends OutsideAggregator {
  /** SDK versions that it is for. */
  title: string;
  trustBaseUrl: string;
}

/**
 * The public preset for an SDK version: sphere-sdk 0.6 to 0.8 have one (aggregator of its network `testnet`; trust base
 * `bft-trustbase.testnet.json` of unicitynetwork/unicity-ids, which the SDK holds too).
 *
 * @param sdk default the line that this version is made for
 * @returns undefined when no public aggregator of that line is known
 */
export function publicPreset(sdk = "0.6.14"): Preset | undefined {
  const version = sdk.slice(sdk.lastIndexOf("@") + 1).replace(/^v/, "");
  if (!/^0\.[678]\./.test(version)) return undefined;
  return {
    title: "sphere-sdk 0.6 to 0.8",
    url: "https://goggregator-test.unicity.network",
    trustBasePath: dataFile("trust-base.testnet.json"),
    trustBaseUrl:
      "https://raw.githubusercontent.com/unicitynetwork/unicity-ids/refs/heads/main/bft-trustbase.testnet.json",
  };
}

/** A file of this package. */
function dataFile(name: string): string {
  return createRequire(import.meta.url).resolve(`@unicity-sphere/e2e/data/${name}`);
}
