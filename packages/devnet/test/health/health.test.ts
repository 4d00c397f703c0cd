import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkStack, type StackUrls } from "../../src/health/check-stack.ts";
import { runProcess } from "../aggregator/support/process.ts";
import { type InProcessStack, startStack } from "../journey/support/stack.ts";

let folder: string;
let stack: InProcessStack;
let urls: StackUrls;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "devnet-health-"));
  stack = await startStack(folder);
  urls = { relay: stack.relayUrl, aggregator: stack.aggregatorUrl, faucet: stack.faucetUrl };
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Longest wait for each service, ms: what works does so at once, also while other suites keep the machine busy. */
const PATIENT_MS = 5_000;
const closedPort = "127.0.0.1:9";
const flags = (wrong: Partial<StackUrls> = {}) =>
  Object.entries({ ...urls, ...wrong }).flatMap(([name, url]) => [`--${name}-url`, url]);

test("a working stack is healthy, and the check leaves nothing in the relay", async () => {
  const before = await storedEvents();
  const { code, stdout } = await runProcess(["health", ...flags()]);
  expect(JSON.parse(stdout)).toEqual({
    healthy: true,
    checks: [
      { service: "relay", ok: true, detail: "an event written is read back" },
      {
        service: "aggregator",
        ok: true,
        detail: expect.stringMatching(/^block height grew from \d+ to \d+$/),
      },
      { service: "faucet", ok: true, detail: "it can deliver" },
    ],
  });
  expect(code).toBe(0);
  expect(await storedEvents()).toBe(before);
});

/** How many events the relay stored since it started. */
async function storedEvents(): Promise<string | undefined> {
  const metrics = await (await fetch(`${stack.relayUrl.replace("ws:", "http:")}/metrics`)).text();
  return /^nostr_events_stored_total (\d+)$/m.exec(metrics)?.[1];
}

test.each([
  ["relay", `ws://${closedPort}`],
  ["aggregator", `http://${closedPort}`],
  ["faucet", `http://${closedPort}`],
] as const)("without the %s the stack is not healthy, and the others are", async (name, url) => {
  const checks = await checkStack({ ...urls, [name]: url }, PATIENT_MS);
  expect(checks.filter(({ ok }) => !ok).map(({ service }) => service)).toEqual([name]);
});

test("an aggregator that answers and seals nothing is not healthy", async () => {
  stack.aggregator.setRounds("paused");
  try {
    const [, aggregator] = await checkStack(urls, PATIENT_MS);
    expect(aggregator).toMatchObject({ ok: false, detail: expect.stringContaining("stands at") });
  } finally {
    stack.aggregator.setRounds("auto");
  }
});

test("exits with 1 when something does not work, and with 3 for an unknown option", async () => {
  const dead = await runProcess(["health", ...flags({ faucet: `http://${closedPort}` })]);
  expect([dead.code, JSON.parse(dead.stdout).healthy]).toEqual([1, false]);
  const wrong = await runProcess(["health", "--relay", "x"]);
  expect(wrong.code).toBe(3);
  expect(wrong.stderr).toContain("Usage: unicity-devnet health");
});
