import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import manifest from "../../package.json" with { type: "json" };
import { DEVNET_IMAGE, DEVNET_PORTS } from "../../src/image.ts";
import { readWorkflow } from "../containers/support/workflow.ts";

const { services, env, steps } = readWorkflow().jobs.test;

test("the example workflow names this version of the image and its ports, and nothing else", () => {
  expect(Object.keys(services)).toEqual(["devnet"]);
  expect(services.devnet.image).toBe(`${DEVNET_IMAGE}:${manifest.version}`);
  expect(services.devnet.ports).toEqual(Object.values(DEVNET_PORTS).map((port) => `${port}:${port}`));
});

test("the image has the health check: the example adds none of its own", () => {
  expect(services.devnet.options).not.toContain("--health");
  expect(readFileSync(join(import.meta.dirname, "../../image/Dockerfile"), "utf8")).toMatch(
    /^HEALTHCHECK .* CMD /m,
  );
});

test("the addresses in the example are those of the ports", () => {
  const { relay, aggregator, faucet } = DEVNET_PORTS;
  expect(env).toMatchObject({
    SPHERE_NOSTR_RELAYS: `ws://localhost:${relay}`,
    SPHERE_AGGREGATOR_URL: `http://localhost:${aggregator}`,
    SPHERE_TRUSTBASE_URL: `http://localhost:${aggregator}/.well-known/trust-base.json`,
    E2E_LOCAL_FAUCET_URL: `http://localhost:${faucet}/api/v1/faucet/request`,
  });
  expect(steps.some(({ run }) => run?.includes("$SPHERE_TRUSTBASE_URL"))).toBe(true);
});

test("Node.js is set up before npm is used", () => {
  const setUp = steps.findIndex(({ uses }) => uses?.startsWith("actions/setup-node@"));
  const used = steps.findIndex(({ run }) => run?.startsWith("npm "));
  expect(setUp).toBeGreaterThanOrEqual(0);
  expect(used).toBeGreaterThan(setUp);
});

test("the README shows the service of the example workflow", () => {
  const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => parse(block));
  expect(blocks).toContainEqual({ services });
});
