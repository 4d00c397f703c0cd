import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { startAggregator } from "@unicity-sphere/devnet";
import { expect, onTestFinished, test } from "vitest";
import { requestFunds, UCT } from "../../devnet/test/journey/support/journey.ts";
import { openWallet } from "../../devnet/test/journey/support/wallet.ts";
import { findOutside } from "../src/outside.ts";
import { publicPreset } from "../src/preset.ts";
import { beginRun } from "../src/run.ts";
import { readTrustBase } from "../src/trust-base.ts";
import { environment, processesIn, stackForTest, temporaryFolder, withCode } from "./support/place.ts";

const AGGREGATOR = ["SPHERE_AGGREGATOR_URL", "SPHERE_TRUST_BASE_PATH", "SPHERE_TRUSTBASE_URL"];

/** A server that answers everything with this. */
async function server(body: string, status = 200): Promise<string> {
  const listening = createServer((_, response) => void response.writeHead(status).end(body));
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => void listening.close(() => resolve())));
  return `http://127.0.0.1:${(listening.address() as { port: number }).port}`;
}

const silent = () => {};
const preset = (url: string) => {
  const known = publicPreset();
  if (!known) throw new Error("There is no preset.");
  return { ...known, url };
};

test("the preset of an SDK line has the trust base that the SDK holds", () => {
  const known = publicPreset("0.6.14");
  expect(readTrustBase(known?.trustBasePath ?? "").json).toMatchObject({ networkId: 3, epoch: 1 });
  expect(publicPreset("@unicitylabs/state-transition-sdk@3.0.1")).toBeUndefined();
});

test("a preset that does not answer is refused with the way to an own aggregator", async () => {
  const gone = await server("");
  const said: string[] = [];
  const print = (line: string) => void said.push(line);
  const url = gone.replace(/\d+$/, "1");
  await expect(findOutside({}, {}, print, preset(url))).rejects.toMatchObject({
    parts: { code: "AGGREGATOR_UNREACHABLE", next: expect.stringContaining("E2E_LOCAL_AGGREGATOR=1") },
  });
  expect(said.join()).toContain(`${url} (public preset of sphere-sdk`);
  const sick = await server("upstream request timeout", 503);
  await expect(findOutside({}, {}, silent, preset(sick))).rejects.toMatchObject(
    withCode("AGGREGATOR_UNREACHABLE"),
  );
});

test("one of another generation is refused, and so is half of one", async () => {
  const newer = await server('{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}');
  await expect(findOutside({}, {}, silent, preset(newer))).rejects.toMatchObject(
    withCode("AGGREGATOR_DIFFERS"),
  );
  await expect(findOutside({ sdk: "3.0.1" }, {}, silent)).rejects.toMatchObject(withCode("NO_PRESET"));
  const half = { SPHERE_AGGREGATOR_URL: newer };
  await expect(findOutside({}, half, silent)).rejects.toMatchObject(withCode("PARENT_HALF_SET"));
});

test("relay and faucet alone mint on the aggregator of the environment", async () => {
  const home = temporaryFolder();
  const chain = await stackForTest(home, { services: ["relay", "aggregator"] });
  const named = Object.fromEntries(AGGREGATOR.map((name) => [name, chain.env[name] ?? ""]));
  const env = environment(home, { E2E_LOCAL_INFRA: "1", ...named });
  const run = await beginRun({ env, project: home, print: silent });
  onTestFinished(() => run?.end({ failed: false }));
  expect(Object.keys(run?.stack?.env ?? {})).toEqual(expect.arrayContaining(AGGREGATOR));
  const { relay, aggregator, faucet } = run?.stack?.endpoints ?? {};
  expect(aggregator).toMatchObject({ url: chain.endpoints.aggregator.url });
  expect(relay?.url).not.toBe(chain.endpoints.relay.url);
  const addresses = {
    relayUrl: relay?.url ?? "",
    aggregatorUrl: aggregator?.url ?? "",
    trustBaseFile: aggregator?.trustBasePath ?? "",
    faucetUrl: faucet?.url ?? "",
  };
  const alice = await openWallet(addresses, { folder: join(home, "alice"), nametag: "alice" });
  await requestFunds(addresses, { unicityId: "@alice", coin: "UCT", amountBaseUnits: "5" });
  await alice.confirmed(UCT.id, 5n);
  await alice.close();
});

test("the trust base of another chain is refused before anything starts", async () => {
  const home = temporaryFolder();
  const chain = await stackForTest(home, { services: ["relay", "aggregator"] });
  const before = processesIn(home);
  const env = environment(home, {
    E2E_LOCAL_INFRA: "1",
    SPHERE_AGGREGATOR_URL: chain.endpoints.aggregator.url,
    SPHERE_TRUST_BASE_PATH: publicPreset()?.trustBasePath ?? "",
  });
  const begun = beginRun({ env, project: home, print: silent });
  await expect(begun).rejects.toMatchObject(withCode("AGGREGATOR_DIFFERS"));
  expect(processesIn(home)).toEqual(before);
});

test("one that proves absences and certifies nothing any more is refused", async () => {
  const aggregator = await startAggregator({ rounds: "paused" });
  onTestFinished(() => aggregator.close());
  const path = join(temporaryFolder(), "trust-base.json");
  writeFileSync(path, JSON.stringify(aggregator.trustBase));
  const env = { SPHERE_AGGREGATOR_URL: aggregator.url, SPHERE_TRUST_BASE_PATH: path };
  await expect(findOutside({}, env, silent, undefined, 500)).rejects.toMatchObject({
    parts: {
      code: "AGGREGATOR_STANDS",
      where: aggregator.url,
      evidence: "a commitment: no answer within 500 ms",
      next: expect.stringContaining("E2E_LOCAL_AGGREGATOR=1"),
    },
  });
});
