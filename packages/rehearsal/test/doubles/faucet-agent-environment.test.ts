import { expect, test } from "vitest";
import { readEnvironment } from "../../src/doubles/faucet-agent/environment.ts";

const required = {
  UNICITY_MANAGER_PUBKEY: "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
  UNICITY_MANAGER_DIRECT_ADDRESS: "DIRECT://00",
  UNICITY_BOOT_TOKEN: "boot",
  UNICITY_INSTANCE_ID: "0123456789abcdef",
  UNICITY_INSTANCE_NAME: "faucet",
  UNICITY_TEMPLATE_ID: "faucet-agent",
};
const ours = {
  UNICITY_NOSTR_RELAYS: "ws://one:8080, ws://two:8080",
  SPHERE_AGGREGATOR_URL: "http://aggregator:3000",
  SPHERE_AGGREGATOR_SKIP_VERIFICATION: "false",
  SPHERE_TRUSTBASE_URL: "http://aggregator:3000/.well-known/trust-base.json",
};

test("takes relays as a list, and a name made of the instance's id", () => {
  expect(readEnvironment({ ...required, ...ours })).toMatchObject({
    relays: ["ws://one:8080", "ws://two:8080"],
    nametag: "f-0123456789ab",
    dataDir: "/data/wallet",
  });
});

test.each(Object.keys(required))("does not start without %s", (name) => {
  const { [name as keyof typeof required]: _, ...rest } = required;
  expect(() => readEnvironment({ ...rest, ...ours })).toThrow(name);
});

test.each([
  [{ UNICITY_MANAGER_PUBKEY: `02${"ff".repeat(32)}` }, "no valid secp256k1 key"],
  [{ UNICITY_CONTROLLER_PUBKEY: required.UNICITY_MANAGER_PUBKEY }, "must differ"],
  [{ UNICITY_HEARTBEAT_INTERVAL_MS: "999" }, "UNICITY_HEARTBEAT_INTERVAL_MS"],
  [{ SPHERE_AGGREGATOR_SKIP_VERIFICATION: undefined }, "Trust base not available"],
])("does not start with %j", (wrong, reason) => {
  expect(() => readEnvironment({ ...required, ...ours, ...wrong })).toThrow(reason);
});
