import { expect, test } from "vitest";
import { readMode } from "../src/mode.ts";
import { withCode } from "./support/place.ts";

test("nothing is asked for without a flag, whatever its companions say", () => {
  expect(readMode({ E2E_KEEP_STATE: "1", E2E_LOCAL_BACKEND: "docker" })).toBeUndefined();
  expect(readMode({ E2E_LOCAL_AGGREGATOR: "0", E2E_LOCAL_INFRA: "" })).toBeUndefined();
});

test.each([
  [{ E2E_LOCAL_AGGREGATOR: "1" }, ["relay", "aggregator", "faucet"]],
  [{ E2E_LOCAL_INFRA: "1" }, ["relay", "faucet"]],
  [{ E2E_LOCAL_INFRA: "1", E2E_LOCAL_INFRA_NO_FAUCET: "1" }, ["relay"]],
  [{ E2E_LOCAL_AGGREGATOR: "true", E2E_LOCAL_INFRA_NO_FAUCET: "1" }, ["relay", "aggregator"]],
])("%j means %j", (env, services) => {
  expect(readMode(env)).toMatchObject({ services, backend: "embedded", keepState: false, notes: [] });
});

test("of both flags the one with an aggregator wins, and it says so", () => {
  const mode = readMode({ E2E_LOCAL_AGGREGATOR: "1", E2E_LOCAL_INFRA: "1" });
  expect(mode?.services).toEqual(["relay", "aggregator", "faucet"]);
  expect(mode?.notes.join()).toContain("both set");
});

test("companions choose backend, images, ports, SDK and what stays", () => {
  const env = {
    E2E_LOCAL_AGGREGATOR: "1",
    E2E_LOCAL_BACKEND: "docker",
    E2E_LOCAL_IMAGES: "relay=my-relay:dev, faucet=registry.test/f@sha256:00",
    E2E_LOCAL_PORT_BASE: "20000",
    E2E_LOCAL_SDK: "0.6.14",
    E2E_KEEP_STATE: "1",
    E2E_KEEP_FAILED: "1",
  };
  expect(readMode(env)).toMatchObject({
    backend: "docker",
    images: { relay: "my-relay:dev", faucet: "registry.test/f@sha256:00" },
    ports: 20_000,
    sdk: "0.6.14",
    keepState: true,
    keepFailed: true,
  });
});

test.each([
  [{ E2E_LOCAL_AGGREGATOR: "yes" }, "VARIABLE_INVALID"],
  [{ E2E_LOCAL_BACKEND: "podman" }, "VARIABLE_INVALID"],
  [{ E2E_LOCAL_PORT_BASE: "http" }, "VARIABLE_INVALID"],
  [{ E2E_LOCAL_IMAGES: "relay=x" }, "VARIABLE_INVALID"],
  [{ E2E_LOCAL_BACKEND: "docker", E2E_LOCAL_IMAGES: "relay" }, "VARIABLE_INVALID"],
  [{ E2E_KEEP_STATE: "1", E2E_LOCAL_INFRA_WIPE: "1" }, "FLAGS_EXCLUDE"],
])("%j is refused as %s", (env, code) => {
  const all: NodeJS.ProcessEnv = { E2E_LOCAL_AGGREGATOR: "1", ...env };
  expect(() => readMode(all)).toThrow(expect.objectContaining(withCode(code)));
});
