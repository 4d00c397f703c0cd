import { expect, test } from "vitest";
import { relay, relayStack } from "../src/index.ts";

test("it is reached on loopback 7777 only", () => {
  expect(relay.endpoints.nostr).toMatchObject({
    port: 8080,
    scope: "loopback",
    published: { default: 7777 },
  });
});

test("health is the image's own", () => {
  expect(relay.health).toMatchObject({ command: ["service-healthcheck"] });
});

test("events outlive the container", () => {
  const [mount] = relay.mounts;
  expect(mount).toMatchObject({ volume: "relay-data", target: "/var/lib/relay", readOnly: false });
  expect(relayStack.volumes["relay-data"]).toMatchObject({ class: "state", engine: "sqlite" });
});

test("a local relay asks for no certificate", () => {
  for (const variable of Object.keys(relay.runtime.environment))
    expect(variable).not.toMatch(/^(SSL|HAPROXY)_/);
});
