import { existsSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { requireVariables } from "../src/environment.ts";
import { keptName } from "../src/instance-name.ts";
import { SERVICES } from "../src/services.ts";
import { startStack } from "../src/start-stack.ts";
import { environment, temporaryFolder, withCode } from "./support/place.ts";

test("state that is kept belongs to one run at a time, and the next run goes on with it", async () => {
  const home = temporaryFolder();
  const options = {
    services: ["relay", "aggregator"],
    keepState: true,
    project: "/home/dev/My Wallet!",
    env: environment(home),
  } as const;
  const first = await startStack(options);
  expect(first.instance).toMatch(/^e2e-my-wallet-[0-9a-f]{6}$/);
  const { sha256 } = first.trustBase;
  await expect(startStack(options)).rejects.toMatchObject(withCode("INSTANCE_IN_USE"));
  const height = await fetch(`${first.endpoints.aggregator.url}/health`);
  expect(height.status, "the one that was there first goes on").toBe(200);
  await first.stop();
  expect(existsSync(join(home, first.instance, "aggregator"))).toBe(true);
  for (const services of [["relay"], SERVICES] as const) {
    const other = startStack({ ...options, services });
    await expect(other, services.join()).rejects.toMatchObject(withCode("KEPT_STATE_DIFFERS"));
    await expect(other).rejects.toThrow(/it has: relay, aggregator\n/);
  }
  const second = await startStack(options);
  expect(second.trustBase.sha256).toBe(sha256);
  await second.stop("wipe");
  expect(existsSync(join(home, first.instance, "aggregator")), "only what lives for one run is wiped").toBe(
    true,
  );
  const { node, cli } = first.stackctl;
  await execa(node, [cli, "wipe", "--yes", "--instance", first.instance], { env: { STACKCTL_HOME: home } });
  const third = await startStack({ ...options, services: ["relay"] });
  expect(Object.keys(third.env), "what it was told to delete is no hindrance").toEqual([
    "SPHERE_NOSTR_RELAYS",
    "E2E_LOCAL_INSTANCE",
  ]);
  await third.stop();
});

test("a service that cannot be found by its variables is an error", () => {
  const variables = { SPHERE_NOSTR_RELAYS: "ws://127.0.0.1:1", E2E_LOCAL_INSTANCE: "e2e-0a1b2c3d" };
  expect(() => requireVariables(["relay"], variables, "/home")).not.toThrow();
  const missing = withCode("VARIABLES_MISSING");
  expect(() => requireVariables(SERVICES, variables, "/home")).toThrow(expect.objectContaining(missing));
});

test("projects with one name in different folders have different states", () => {
  const names = ["/a/wallet", "/b/wallet", "/"].map(keptName);
  expect(new Set(names).size).toBe(3);
  for (const name of names) expect(name).toMatch(/^e2e-[a-z0-9-]{1,18}-[0-9a-f]{6}$/);
});
