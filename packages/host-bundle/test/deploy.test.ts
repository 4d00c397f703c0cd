import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { createBundle, enough, finding, type Service } from "./support/bundle.ts";

const services: Service[] = ["relay", "aggregator", "faucet"];
const start = (service: Service, ...more: string[]) =>
  [service, "start", "--domain", `${service}.dev.example.org`, "--ssl-email ops@example.org", ...more].join(
    " ",
  );

test("looks at all three first, starts them in order, and ends with the table and the settings of wallets", async () => {
  await using bundle = await createBundle();
  const { code, out, errors } = await bundle.deploy(enough);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  const { looked, acted } = bundle.called();
  expect(acted).toEqual(services.map((service) => start(service)));
  expect(looked.filter((line) => line.includes("--check"))).toHaveLength(3);
  expect(looked).toContain(
    "faucet start --json --check --domain faucet.dev.example.org --ssl-email ops@example.org",
  );
  expect(out).toContain("✓ aggregator is fine");
  expect(out.split("\n").slice(-10)).toEqual([
    "service     address                             container           certificate   status",
    "relay       wss://relay.dev.example.org         unicity-relay       89 days       healthy",
    "aggregator  https://aggregator.dev.example.org  unicity-aggregator  89 days       healthy",
    "faucet      https://faucet.dev.example.org      unicity-faucet      89 days       healthy",
    "",
    "Wallets:",
    "export SPHERE_NOSTR_RELAYS=wss://relay.dev.example.org",
    "export SPHERE_AGGREGATOR_URL=https://aggregator.dev.example.org",
    "export SPHERE_TRUSTBASE_URL=https://aggregator.dev.example.org/.well-known/trust-base.json",
    "export E2E_LOCAL_FAUCET_URL=https://faucet.dev.example.org/api/v1/faucet/request",
  ]);
});

test("hands the flags of all three to each script, at its check as at its start", async () => {
  await using bundle = await createBundle();
  const flags =
    "--ssl-staging --ssl-test-mode --ssl-no-email --verify --haproxy-host edge --haproxy-net edge-net";
  const all = ["--domain-suffix", "dev.example.org", ...flags.split(" "), "--haproxy-api-key-file", "/a b"];
  expect(await bundle.deploy(all)).toMatchObject({ code: 0 });
  const { looked, acted } = bundle.called();
  expect(acted).toHaveLength(3);
  for (const call of [...acted, ...looked]) expect(call).toContain(`${flags} --haproxy-api-key-file /a b`);
});

test("takes another domain for one service, in lower case", async () => {
  await using bundle = await createBundle();
  await bundle.deploy([...enough, "--relay-domain", "Relay-Dev.unicity.network"]);
  expect(bundle.called().acted[0]).toContain("relay start --domain relay-dev.unicity.network ");
  expect(bundle.called().acted[2]).toContain("faucet start --domain faucet.dev.example.org ");
});

test("starts nothing when one of the checks fails, and shows the findings of all", async () => {
  await using bundle = await createBundle();
  for (const [service, text] of [
    ["relay", "image x is missing"],
    ["faucet", 'DNS A: no address for "faucet"\nat all'],
  ] as const) {
    bundle.becomes(service, "check", "code", "1");
    bundle.becomes(service, "check", "json", finding(text));
  }
  bundle.becomes("faucet", "check", "errors", "warning: a mode\n");
  const { code, out, errors } = await bundle.deploy(enough);
  expect(out).toContain("✗ image x is missing\n");
  expect(out).toContain('✗ DNS A: no address for "faucet"\nat all\n');
  expect(out).toContain("✓ aggregator is fine");
  expect(out).toContain("RESULT: 2 check(s) failed");
  expect(errors).toContain("warning: a mode");
  expect(errors).toMatch(/nothing was changed\. \[NOT_READY\]\n {2}where: {4}--check of relay, faucet\n/);
  expect(code).toBe(1);
  expect(bundle.called().acted).toEqual([]);
});

const missing = finding("image x is not here yet: the start fetches it", "warn");

test("fetches missing images when all the rest is well, and starts nothing when one cannot be had", async () => {
  await using bundle = await createBundle();
  bundle.becomes("relay", "check", "json", missing);
  expect(await bundle.deploy(enough)).toMatchObject({ code: 0 });
  expect(bundle.called().acted.slice(0, 4)).toEqual([
    "relay pull",
    "aggregator pull",
    "faucet pull",
    expect.stringMatching(/^relay start /),
  ]);
  bundle.becomes("aggregator", "start", "code", "1");
  expect(await bundle.deploy(enough)).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/IMAGE_NOT_PULLED[\s\S]*pull of aggregator\n/),
  });
  bundle.becomes("faucet", "check", "code", "1");
  bundle.becomes("faucet", "check", "json", finding("DNS A: no address"));
  const before = bundle.called().acted;
  expect(await bundle.deploy(enough)).toMatchObject({
    code: 1,
    errors: expect.stringContaining("NOT_READY"),
  });
  expect(bundle.called().acted).toEqual(before);
});

test("ends with the code of a script that cannot even check, in its own words", async () => {
  await using bundle = await createBundle();
  bundle.becomes("aggregator", "check", "code", "3");
  bundle.becomes("aggregator", "check", "json", '{"result":"error","error":{"code":"COMPOSE_TOO_OLD"}}');
  bundle.becomes("aggregator", "check", "errors", "Docker Compose is too old. [COMPOSE_TOO_OLD]\n");
  const { code, out, errors } = await bundle.deploy(enough);
  expect(out).toContain("✗ aggregator: error, its script ended with 3");
  expect(errors).toContain("Docker Compose is too old. [COMPOSE_TOO_OLD]");
  expect(code).toBe(3);
  expect(bundle.called().acted).toEqual([]);
});

test("stops at the service that fails, with its code, and says what is done; the same command goes on", async () => {
  await using bundle = await createBundle();
  bundle.becomes("aggregator", "start", "code", "2");
  const { code, errors } = await bundle.deploy(enough);
  expect(errors).toContain("the script of the aggregator ended with 2. [DEPLOYMENT_STOPPED]");
  expect(errors).toContain("done: relay; to come: aggregator faucet");
  expect(errors).toContain("then the same command again");
  expect(code).toBe(2);
  expect(bundle.called().acted).toEqual([start("relay"), start("aggregator")]);
  bundle.becomes("aggregator", "start", "code", "0");
  expect(await bundle.deploy(enough)).toMatchObject({ code: 0 });
  expect(bundle.called().acted.slice(2)).toEqual(services.map((service) => start(service)));
});

test("ends with 1 and the word when a service is degraded at the end", async () => {
  await using bundle = await createBundle();
  bundle.becomes("relay", "status", "code", "1");
  const degraded = { container: "unicity-relay", domain: "relay.dev.example.org", checks: [] };
  const serviceStatus = { health: "degraded", domains: [] };
  bundle.becomes("relay", "status", "json", JSON.stringify({ ...degraded, serviceStatus }));
  const { code, out } = await bundle.deploy(enough);
  expect(out).toContain("✗ relay: degraded, its script ended with 1");
  expect(out).toMatch(/^relay +wss:\/\/relay\.dev\.example\.org +unicity-relay +degraded$/m);
  expect(code).toBe(1);
});

test("asks again when one is not well at once, shows what was seen, and ends green", async () => {
  await using bundle = await createBundle();
  bundle.becomes("relay", "status", "code-once", "1\n");
  const { code, out } = await bundle.deploy(enough, { DEPLOY_SETTLE_TIMEOUT: "60" });
  expect(out).toContain("✗ relay: failed, its script ended with 1");
  expect(out).toContain("Asking again, for at most 60 s...");
  expect(out).toMatch(/^relay +wss:\/\/relay\.dev\.example\.org +unicity-relay +89 days +healthy$/m);
  expect(bundle.called().looked.filter((line) => line.startsWith("relay --json --status"))).toHaveLength(2);
  expect(code).toBe(0);
});

test.for([
  ["INT", 130],
  ["TERM", 143],
] as const)(
  "passes %s on to the script that runs, waits for it, and starts nothing more",
  async ([signal, code]) => {
    await using bundle = await createBundle();
    bundle.becomes("aggregator", "start", "signal", signal);
    const outcome = await bundle.deploy(enough);
    expect(outcome.out).toContain(`aggregator got ${signal}`);
    expect(outcome.errors).toContain("The deployment was interrupted. [DEPLOYMENT_STOPPED]");
    expect(outcome.errors).toContain("done: relay; to come: aggregator faucet");
    expect(outcome.code).toBe(code);
    expect(bundle.called().acted).toHaveLength(2);
  },
);

test("ends at once when it is interrupted during the checks, with nothing left behind", async () => {
  await using bundle = await createBundle();
  bundle.becomes("aggregator", "check", "signal", "TERM");
  expect(await bundle.deploy(enough)).toMatchObject({ code: 143 });
  expect(bundle.called().acted).toEqual([]);
  expect(readdirSync(`${bundle.folder}/../tmp`)).toEqual([]);
});
