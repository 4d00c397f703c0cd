import { expect, test } from "vitest";
import { faucet, faucetStack } from "../src/index.ts";

test("the mnemonic is a secret file and neither an argument nor a variable", () => {
  expect(faucet.secrets).toEqual([{ secret: "faucet-mnemonic" }]);
  expect(faucetStack.secrets["faucet-mnemonic"]?.file).toEqual({ variable: "FAUCET_MNEMONIC_FILE" });
  expect(Object.keys(faucet.runtime.environment)).not.toContain("FAUCET_MNEMONIC");
});

test("it keeps the image's own entrypoint, which drops root", () => {
  expect(faucet.runtime.entrypoint).toBeUndefined();
  expect(faucet.runtime.command).toBeUndefined();
  expect(faucet.runtime.capAdd.map(({ capability }) => capability).sort()).toEqual([
    "CHOWN",
    "KILL",
    "SETGID",
    "SETUID",
  ]);
});

test("alone it needs relay, aggregator and trust base of somebody else", () => {
  expect(Object.values(faucetStack.consumes).map(({ variable }) => variable)).toEqual([
    "RELAY_URL",
    "AGGREGATOR_URL",
    "TRUST_BASE_URL",
  ]);
});

test("verification of proofs is never skipped", () => {
  expect(JSON.stringify(faucet)).not.toMatch(/skip.?verif/i);
});

test("it is reached on loopback only", () => {
  expect(faucet.endpoints.http).toMatchObject({ scope: "loopback", published: { default: 11004 } });
});
