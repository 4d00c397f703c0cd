import { startAggregator } from "@unicity-sphere/devnet";
import { expect, onTestFinished, test } from "vitest";
import { faucetAnswers } from "../../src/unicity/wallet-check/needs/faucet.ts";
import { submitPreflight } from "../../src/unicity/wallet-check/needs/submit.ts";
import { trustBaseServed } from "../../src/unicity/wallet-check/needs/trust-base.ts";
import { askOne, page } from "./support/ask.ts";
import { OPEN, proxyTo, type Scripted, serverThat } from "./support/servers.ts";

const TRUST_BASE = "/.well-known/trust-base.json";
const REQUEST = "/api/v1/faucet/request";

async function aggregatorForTest() {
  const aggregator = await startAggregator({});
  onTestFinished(() => aggregator.close());
  return aggregator;
}

const trustBaseOf = (aggregator: string, proofsOf = aggregator) =>
  askOne((url) => trustBaseServed(url, page(), { aggregator: proofsOf }), `${aggregator}${TRUST_BASE}`);

test("the trust base that an aggregator serves verifies its proofs", async () => {
  const { url } = await aggregatorForTest();
  const found = await trustBaseOf(url);
  expect(found).toMatchObject({ shows: "OK", outcome: "pass" });
  expect(found.evidence).toMatch(/^a commitment of now is certified in round \d+/);
});

/** The line of an aggregator that is asked to certify in this way. */
const certified = (url: string, certification: object) => {
  const target = { aggregator: url, certification };
  return askOne((at) => trustBaseServed(at, page(), target), `${url}${TRUST_BASE}`);
};

test("an aggregator that takes commitments and proves their absence for ever is red", async () => {
  const { url } = await aggregatorForTest();
  const posts = { submit_commitment: { body: { result: { status: "SUCCESS" } } } };
  const found = await certified(await proxyTo(url, { posts }), { proofMs: 500 });
  expect(found).toMatchObject({ shows: "Down", outcome: "fail", code: "NOTHING_CERTIFIED" });
  expect(found.evidence).toContain("no inclusion proof after 500 ms");
});

test("an aggregator that answers 404 until there is a proof is green: wallets ask again then", async () => {
  const { url } = await aggregatorForTest();
  let asked = 0;
  const posts = { get_inclusion_proof: () => (asked++ === 0 ? { status: 404 } : undefined) };
  const found = await trustBaseOf(await proxyTo(url, { posts }));
  expect(found).toMatchObject({ shows: "OK", outcome: "pass" });
  expect(asked).toBeGreaterThan(1);
});

test("an aggregator that answers 404 for ever certifies nothing, and the answer is told", async () => {
  const { url } = await aggregatorForTest();
  const posts = { get_inclusion_proof: { status: 404, body: "no such request" } };
  const found = await certified(await proxyTo(url, { posts }), { proofMs: 2_000 });
  expect(found).toMatchObject({ shows: "Down", outcome: "fail", code: "NOTHING_CERTIFIED" });
  expect(found.evidence).toMatch(/no inclusion proof after 2000 ms; get_inclusion_proof: 404 .*no such/);
});

test("an aggregator whose rounds stand is red by its height where nothing may be submitted", async () => {
  const aggregator = await startAggregator({ rounds: "paused" });
  onTestFinished(() => aggregator.close());
  const found = await certified(aggregator.url, { readOnly: true });
  expect(found).toMatchObject({ shows: "Down", outcome: "fail", code: "NOTHING_CERTIFIED" });
  expect(found.evidence).toMatch(/nothing was submitted; block height \d+ for/);
});

test.each([
  ["wants a key", { status: 401, body: { message: "no key" } }, "submitting needs a key (401)"],
  ["does not speak API v1", { body: { error: { code: -32_601, message: "no" } } }, "API v1 is not spoken"],
])("of an aggregator that %s, the height says whether it certifies", async (_, answer, evidence) => {
  const { url } = await aggregatorForTest();
  const proxy = await proxyTo(url, { posts: { submit_commitment: answer } });
  const found = await trustBaseOf(proxy);
  expect(found).toMatchObject({ shows: "OK", outcome: "pass" });
  expect(found.evidence).toContain(evidence);
});

test("an aggregator that refuses a valid commitment is red", async () => {
  const { url } = await aggregatorForTest();
  const answer = { body: { result: { status: "AUTHENTICATOR_VERIFICATION_FAILED" } } };
  const found = await trustBaseOf(await proxyTo(url, { posts: { submit_commitment: answer } }));
  expect(found).toMatchObject({ shows: "Down", code: "COMMITMENT_REFUSED" });
});

test("the trust base of another chain is found by a proof", async () => {
  const [own, other] = [await aggregatorForTest(), await aggregatorForTest()];
  const bodies = { [TRUST_BASE]: JSON.stringify(other.trustBase) };
  const url = await proxyTo(own.url, { bodies });
  expect(await trustBaseOf(url)).toMatchObject({
    shows: "Down",
    outcome: "fail",
    code: "QUORUM_NOT_REACHED",
  });
});

test.each<[string, Scripted, string]>([
  ["that is not served", { status: 404 }, "TRUST_BASE_NOT_SERVED"],
  ["that is a web page", { body: "<html>" }, "TRUST_BASE_INVALID"],
  ["that pages may not read", { headers: {} }, "CORS_MISSING"],
])("a trust base %s is red, with what a wallet would do then", async (_, answer, code) => {
  const { url } = await serverThat(() => answer);
  const found = await trustBaseOf(url);
  expect(found).toMatchObject({ shows: "Down", outcome: "fail", code });
  expect(found.next).toMatch(/public testnet|Access-Control-Allow-Origin/);
});

test("a trust base that is not the file of this host is red", async () => {
  const { url } = await aggregatorForTest();
  const target = { aggregator: url, file: import.meta.filename };
  const found = await askOne((at) => trustBaseServed(at, page(), target), `${url}${TRUST_BASE}`);
  expect(found).toMatchObject({ outcome: "fail", code: "TRUST_BASE_DIFFERS" });
});

test("a page may submit to our aggregator, and not to one that allows Content-Type alone, as aggregator-go does", async () => {
  const ask = (url: string) => submitPreflight(url, page());
  const { url } = await aggregatorForTest();
  expect(await askOne(ask, url)).toMatchObject({ shows: "OK" });
  const headers = { ...OPEN, "access-control-allow-headers": "Content-Type" };
  const upstream = await serverThat(() => ({ headers }));
  const found = await askOne(ask, upstream.url);
  expect(found).toMatchObject({ shows: "Down", code: "PREFLIGHT_REFUSED" });
  expect(found.evidence).toContain("no x-api-key in Access-Control-Allow-Headers");
  expect(upstream.seen.map(({ method }) => method)).toEqual(["OPTIONS"]);
});

const refusal: Scripted = { status: 400, body: { success: false, error: "unicityId is required" } };

test.each<[string, Scripted, Scripted, string]>([
  ["refuses in its own words", refusal, { status: 404 }, "pass OK"],
  ["refuses, and says that it runs", refusal, { body: { status: "running" } }, "pass OK"],
  ["refuses, and says that it starts", refusal, { body: { status: "starting" } }, "fail FAUCET_NOT_RUNNING"],
  [
    "wants a key",
    { status: 401, body: { success: false, error: "X-API-Key is missing" } },
    {},
    "fail FAUCET_NEEDS_KEY",
  ],
  ["answers with a page", { body: "<html>" }, {}, "fail NOT_A_FAUCET"],
  ["is not there", { status: 404, body: { success: false, error: "no such path" } }, {}, "fail NOT_A_FAUCET"],
  ["breaks", { status: 500, body: { success: false, error: "Internal error" } }, {}, "fail FAUCET_FAILS"],
  ["hides behind a proxy that has none", { status: 502, body: "<html>" }, {}, "fail FAUCET_FAILS"],
  [
    "was asked too often",
    { status: 429, body: { success: false, error: "Too many requests" } },
    {},
    "fail FAUCET_LIMITED",
  ],
  ["cannot be read by pages", { ...refusal, headers: {} }, {}, "fail CORS_MISSING"],
])("a faucet that %s", async (_, answer, self, verdict) => {
  const { url, seen } = await serverThat(({ method, path }) => {
    if (method === "OPTIONS") return {};
    return path === REQUEST ? answer : self;
  });
  const found = await askOne((at) => faucetAnswers(at, page()), `${url}${REQUEST}`, "wallet");
  expect(`${found.outcome} ${found.code}`).toBe(verdict);
  const [request] = seen.filter(({ method }) => method === "POST");
  expect(JSON.parse(request?.body ?? "")).toEqual({ unicityId: "", coin: "unicity", amount: 1 });
});
