import { expect, test } from "vitest";
import { createBundle, enough, finding } from "./support/bundle.ts";

test("--status asks all three and ends with the worst of their codes", async () => {
  await using bundle = await createBundle();
  bundle.becomes("relay", "status", "code", "1");
  bundle.becomes("relay", "status", "json", finding("the relay opens no WebSocket"));
  bundle.becomes("faucet", "status", "code", "2");
  const { code, out } = await bundle.deploy(["--status"]);
  expect(out).toContain("✗ the relay opens no WebSocket");
  expect(out).toMatch(/^relay .*failed$/m);
  expect(out).toMatch(/^aggregator .*healthy$/m);
  expect(out).toMatch(/^faucet .*unreachable$/m);
  expect(code).toBe(2);
  expect(bundle.called()).toEqual({
    looked: ["aggregator --json --status", "faucet --json --status", "relay --json --status"],
    acted: [],
  });
});

test("--status --json is one document, with what the scripts say and the settings of wallets", async () => {
  await using bundle = await createBundle();
  bundle.becomes("faucet", "status", "code", "1");
  bundle.becomes("faucet", "status", "errors", "note: something\n");
  const { code, json, errors } = await bundle.deploy(["--json", "--status"]);
  expect(json()).toEqual({
    action: "status",
    result: "failed",
    exitCode: 1,
    services: {
      relay: expect.objectContaining({ container: "unicity-relay" }),
      aggregator: expect.objectContaining({ container: "unicity-aggregator" }),
      faucet: expect.objectContaining({ container: "unicity-faucet" }),
    },
    wallets: {
      SPHERE_NOSTR_RELAYS: "wss://relay.dev.example.org",
      SPHERE_AGGREGATOR_URL: "https://aggregator.dev.example.org",
      SPHERE_TRUSTBASE_URL: "https://aggregator.dev.example.org/.well-known/trust-base.json",
      E2E_LOCAL_FAUCET_URL: "https://faucet.dev.example.org/api/v1/faucet/request",
    },
  });
  expect(errors).toBe("note: something");
  expect(code).toBe(1);
});

test("--status without containers has no settings for wallets", async () => {
  await using bundle = await createBundle();
  for (const service of ["relay", "aggregator", "faucet"] as const) {
    bundle.becomes(service, "status", "code", "2");
    bundle.becomes(service, "status", "json", finding("container c does not exist"));
  }
  const { code, out } = await bundle.deploy(["--status"]);
  expect(out).toMatch(/^relay +- +c +unreachable$/m);
  expect(out).not.toContain("Wallets:");
  expect(code).toBe(2);
  expect((await bundle.deploy(["--status", "--json"])).json()).toMatchObject({ wallets: {} });
});

test("--check changes nothing, with or without domains", async () => {
  await using bundle = await createBundle();
  const { code, out } = await bundle.deploy(["--check"]);
  expect(out).toContain("RESULT: All checks passed");
  expect(code).toBe(0);
  expect((await bundle.deploy([...enough, "--check", "--json"])).json()).toMatchObject({
    action: "check",
    result: "ok",
    exitCode: 0,
  });
  const { looked, acted } = bundle.called();
  expect(acted).toEqual([]);
  expect(looked).toContain("relay start --json --check");
  expect(looked).toContain(
    "relay start --json --check --domain relay.dev.example.org --ssl-email ops@example.org",
  );
});

test("--dry-run shows what each script would start, for people and as one document", async () => {
  await using bundle = await createBundle();
  const { code, out } = await bundle.deploy([...enough, "--dry-run"]);
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("Faucet\nfaucet dry-run") });
  expect((await bundle.deploy([...enough, "--dry-run", "--json"])).json()).toMatchObject({
    services: { aggregator: { action: "dry-run" } },
  });
  expect(bundle.called().acted.map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
    "relay start --dry-run",
    "aggregator start --dry-run",
    "faucet start --dry-run",
  ]);
});

test("--stop stops the faucet first and the relay last, also when one of them fails", async () => {
  await using bundle = await createBundle();
  bundle.becomes("aggregator", "stop", "code", "1");
  expect(await bundle.deploy(["--stop", "--haproxy-host", "edge"])).toMatchObject({ code: 1 });
  expect(bundle.called()).toEqual({
    looked: [],
    acted: ["faucet --stop", "aggregator --stop", "relay --stop"],
  });
});
