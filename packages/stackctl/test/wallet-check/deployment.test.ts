import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { startAggregator } from "@unicity-sphere/devnet";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { closedUrl, serverThat } from "./support/servers.ts";

const script = resolve(import.meta.dirname, "../../scripts/check-deployment.sh");

/** Runs the script as the workflow does, with these variables. */
async function run(variables: Record<string, string>) {
  const summary = join(temporaryFolder(), "summary.md");
  const { url } = await serverThat(() => ({}));
  const outside = { IPFS_URL: url, MARKET_URL: url };
  const env = { RELAY_URL: "", AGGREGATOR_URL: "", FAUCET_URL: "", WALLET_ORIGIN: "", ALL_FOUR: "false" };
  const { exitCode, stdout, stderr } = await execa(script, [], {
    env: { ...env, ...outside, GITHUB_STEP_SUMMARY: summary, ...variables },
    reject: false,
    stdin: "ignore",
    timeout: 100_000,
  });
  return { exitCode, stdout, stderr, summary: () => readFileSync(summary, "utf8") };
}

test("a deployment is checked by the URLs that are set, and the page of the run has the result", async () => {
  const aggregator = await startAggregator({});
  onTestFinished(() => aggregator.close());
  const good = await run({ AGGREGATOR_URL: aggregator.url, WALLET_ORIGIN: "http://localhost:5173" });
  expect(good.stdout).toContain("Pills of the wallet app at http://localhost:5173");
  expect(good.stdout).toContain("As a wallet sees it: healthy.");
  expect(good.exitCode).toBe(0);
  expect(good.summary()).toBe(`## As a wallet sees it\n\n${good.stdout.replace(/^/gm, "    ")}\n`);
  const bad = await run({ AGGREGATOR_URL: aggregator.url, RELAY_URL: await closedUrl("ws") });
  expect(bad.summary()).toContain("As a wallet sees it: unreachable.");
  expect(bad.exitCode).toBe(2);
});

test("without a URL there is nothing to check", async () => {
  const { exitCode, stderr } = await run({});
  expect(stderr).toContain("set RELAY_URL, AGGREGATOR_URL or FAUCET_URL");
  expect(exitCode).toBe(3);
});
