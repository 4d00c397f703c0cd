import { expect, test } from "vitest";
import {
  hostPlan,
  plannedContainer,
  renderedContainer,
} from "../../../service-runtime/test/run/support/same-as-rendered.ts";
import { testRunScript } from "../../../service-runtime/test/run/support/script-suite.ts";
import {
  answerCurl,
  createServiceWorld,
  type ServiceWorld,
  tlsOf,
  upstreamLibrary,
} from "../../../service-runtime/test/run/support/service-script.ts";

const tls = tlsOf("relay");
const information = JSON.stringify({ name: "Unicity relay", supported_nips: [1, 11] });

testRunScript("relay", []);

/** A relay behind HAProxy as a client sees it. */
function serving(world: ServiceWorld, { document = information, upgrade = "101" } = {}) {
  answerCurl(world, [
    ["Upgrade:", upgrade],
    ["nostr+json", document],
    ["--write-out", "200"],
  ]);
}

test("the container is the one of the rendered host file", async () => {
  await using world = await createServiceWorld("relay");
  const values = { SSL_DOMAIN: "relay.example.org", SSL_ADMIN_EMAIL: "ops@example.org" };
  const outcome = await world.start([...tls, "--dry-run", "--json"]);
  expect(plannedContainer(outcome)).toEqual(renderedContainer(hostPlan("relay"), "relay", values));
});

test("starts with a domain and an e-mail address only, asks the relay as a wallet does, and says its address", async () => {
  await using world = await createServiceWorld("relay");
  serving(world);
  const { code, out, errors } = await world.start(tls);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(out).toContain("✓ relay answers its information document (NIP-11): Unicity relay");
  expect(out).toContain("✓ relay opens a WebSocket");
  expect(out).toContain("RESULT: All checks passed");
  expect(out).toContain("relay     wss://relay.example.org");
  expect(out).toContain("ws://unicity-relay:8080");
  const asked = world.read("curl-calls").split("\n");
  expect(asked.find((call) => call.includes("Upgrade:"))).toContain("https://relay.example.org:443/");
});

test.for<[string, Parameters<typeof serving>[1], string]>([
  ["has no information document", { document: "<html>" }, "✗ relay does not answer its information document"],
  ["opens no WebSocket", { upgrade: "400" }, "✗ relay opens no WebSocket (400)"],
])("ends with 1 when the relay %s", async ([, answers, text]) => {
  await using world = await createServiceWorld("relay");
  serving(world, answers);
  const { code, out } = await world.start(tls);
  expect(out).toContain(text);
  expect(code).toBe(1);
});

test("hands over what operators set, by flags and by the environment", async () => {
  await using world = await createServiceWorld("relay");
  const flags = [
    "--relay-name",
    "Our relay",
    "--relay-contact",
    "mailto:ops@example.org",
    "--log-level",
    "debug",
  ];
  const { json } = await world.start([...tls, ...flags, "--max-connections", "50", "--dry-run", "--json"], {
    RELAY_PING_SECONDS: "15",
    RUST_LOG: "trace",
  });
  expect(json().environment).toEqual(
    expect.arrayContaining([
      "RELAY_NAME=Our relay",
      "RELAY_CONTACT=mailto:ops@example.org",
      "RUST_LOG=debug,nostr_rs_relay=debug",
      "RELAY_MAX_CONNECTIONS=50",
      "RELAY_PING_SECONDS=15",
    ]),
  );
});

test.for<[string[], Record<string, string>, string]>([
  [["--relay-name"], {}, "--relay-name needs a value"],
  [["--relay-name", "a\nb"], {}, "--relay-name is not one line"],
  [["--relay-pubkey", "npub1"], {}, "--relay-pubkey: npub1 is not 64 lower case hex digits"],
  [["--relay-icon", "icon.png"], {}, "--relay-icon: icon.png is not an address"],
  [["--log-level", "loud"], {}, "--log-level: loud is not error, warn"],
  [["--max-connections", "many"], {}, "is not a whole number"],
  [["--max-connections", "4001"], {}, "RELAY_MAX_CONNECTIONS: 4001 is not a number from 1 to 4000"],
  [["--max-event-bytes", "200000"], {}, "does not fit into a message"],
  [["--nametag", "x"], {}, "Unknown option: --nametag"],
  [[], { RELAY_URL: "https://relay.example.org" }, "RELAY_URL: https://relay.example.org is not an address"],
])("refuses %j with %j before anything is asked of the engine", async ([flags, env, text]) => {
  await using world = await createServiceWorld("relay");
  const { code, errors } = await world.start([...tls, ...flags], env);
  expect(errors).toContain(text);
  expect(code).toBe(3);
  expect(world.calls()).toEqual([]);
});

test("starts without TLS on the port of the rendered local file, and asks inside the container", async () => {
  await using world = await createServiceWorld("relay");
  world.next({ health: "healthy", answer: information, published: "8080/tcp -> 127.0.0.1:7777" });
  const { out } = await world.start(["--no-ssl"]);
  expect(world.started().values("-p")).toEqual(["127.0.0.1:7777:8080"]);
  expect(out).toContain("✓ relay answers its information document");
});

test("works with ssl-manager's own library: waits, asks by https, and says the address", async () => {
  await using world = await createServiceWorld("relay");
  serving(world);
  const { code, out, errors } = await world.start(tls, upstreamLibrary);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(out).toContain("relay answers its information document (NIP-11): Unicity relay");
  expect(out).toContain("relay opens a WebSocket");
  expect(out).toContain("RESULT: 0 check(s) failed");
  expect(world.started().environment).toEqual(
    expect.arrayContaining(["RELAY_NAME=Unicity relay", "SSL_DOMAIN=relay.example.org"]),
  );
  expect(world.started().values("--mount")).toContain(
    "type=volume,source=unicity-relay-data,target=/var/lib/relay",
  );
});
