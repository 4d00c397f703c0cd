import { expect, test } from "vitest";
import { checkOptions, type StackOptions } from "../src/options.ts";
import { upArguments, wiringOf } from "../src/up-arguments.ts";

const outside = { url: "https://aggregator.test", trustBasePath: "/tb.json" };

test("services are always asked for by their names: an instance goes on with those that it had", () => {
  expect(upArguments({})).toEqual(expect.arrayContaining(["--embedded", "--port-base", "0"]));
  expect(upArguments({}).slice(-3)).toEqual(["relay", "aggregator", "faucet"]);
  expect(upArguments({ services: ["aggregator", "relay"] }).slice(-2)).toEqual(["relay", "aggregator"]);
  const docker = { backend: "docker", images: { relay: "r:dev" }, sdk: "0.6.14", accounts: 2 } as const;
  expect(upArguments(docker)).toEqual([
    "--docker",
    "--port-base",
    "0",
    "--sdk",
    "0.6.14",
    "--accounts",
    "2",
    "--image",
    "relay=r:dev",
    "relay",
    "aggregator",
    "faucet",
  ]);
});

test("processes get the file of an aggregator elsewhere, containers its address", () => {
  const aggregator = { ...outside, trustBaseUrl: "https://aggregator.test/tb" };
  const services = ["relay", "faucet"] as const;
  expect(wiringOf({ services, aggregator }).TRUST_BASE_URL).toBe("/tb.json");
  expect(wiringOf({ services, aggregator, backend: "docker" }).TRUST_BASE_URL).toBe(
    "https://aggregator.test/tb",
  );
  expect(wiringOf({ aggregator })).toEqual({});
});

test.each<[StackOptions, string, string]>([
  [{ services: [] }, "OPTION_INVALID", "Known: relay"],
  [{ services: ["ipfs" as "relay"] }, "OPTION_INVALID", "Known: relay"],
  [{ services: ["faucet", "aggregator"] }, "OPTION_INVALID", '"relay"'],
  [{ services: ["relay", "faucet"] }, "OPTION_INVALID", "trustBasePath"],
  [{ services: ["relay"], accounts: 1 }, "OPTION_INVALID", '"faucet"'],
  [{ accounts: 101 }, "OPTION_INVALID", "smaller"],
  [{ ports: 65_535 }, "OPTION_INVALID", "free ports"],
  [{ backend: "podman" as "docker" }, "OPTION_INVALID", "docker"],
  [{ images: { relay: "r" } }, "OPTION_INVALID", "docker"],
  [{ backend: "docker", rounds: "manual" }, "OPTION_INVALID", "Leave it out"],
  [{ backend: "docker", aggregator: outside }, "OPTION_INVALID", "SPHERE_TRUSTBASE_URL"],
  [
    { backend: "docker", aggregator: { ...outside, trustBaseUrl: "http://127.0.0.1:1/tb" } },
    "AGGREGATOR_OUT_OF_REACH",
    "E2E_LOCAL_AGGREGATOR=1",
  ],
  [
    {
      backend: "docker",
      aggregator: { ...outside, url: "http://localhost:1", trustBaseUrl: "http://x.test" },
    },
    "AGGREGATOR_OUT_OF_REACH",
    "E2E_LOCAL_AGGREGATOR=1",
  ],
])("%j is refused as %s", (options, code, next) => {
  expect(() => checkOptions(options)).toThrow(
    expect.objectContaining({
      parts: expect.objectContaining({ code, next: expect.stringContaining(next) }),
    }),
  );
});
