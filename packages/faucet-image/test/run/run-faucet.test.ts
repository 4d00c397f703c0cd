import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

const tls = tlsOf("faucet");
const phrase = "test test test test test test test test test test test junk";
const elsewhere = [
  ...["--nostr-relays", "wss://relay.example.net", "--aggregator-url", "https://aggregator.example.net"],
  ...["--trustbase-url", "https://aggregator.example.net/trust-base.json"],
];
const near = ["ws://unicity-relay:8080", "http://unicity-aggregator-proxy:8080"] as const;

testRunScript("faucet", elsewhere);

const secretFile = (world: ServiceWorld, name = "faucet-mnemonic") =>
  join(world.folder, ".local/state/unicity-host/unicity/secrets", name);

/** Relay and aggregator of this host, found by their labels. */
function withNeighbours(world: ServiceWorld) {
  world.container("unicity-relay", { service: "relay", networks: "unicity" });
  world.container("unicity-aggregator-proxy", { service: "aggregator-proxy", networks: "unicity" });
}

/** A faucet behind HAProxy as a client sees it. */
function serving(
  world: ServiceWorld,
  { document = '{"status":"running","direct_address":"DIRECT://00"}', ready = "200" } = {},
) {
  answerCurl(world, [
    ["/ready", ready],
    ["--write-out", "200"],
    ["faucet.json", document],
  ]);
}

test("the container is the one of the rendered host file", async () => {
  await using world = await createServiceWorld("faucet");
  withNeighbours(world);
  const outcome = await world.start([...tls, "--dry-run", "--json"]);
  const values = {
    SSL_DOMAIN: "faucet.example.org",
    SSL_ADMIN_EMAIL: "ops@example.org",
    RELAY_URL: near[0],
    AGGREGATOR_URL: near[1],
    TRUST_BASE_URL: `${near[1]}/.well-known/trust-base.json`,
  };
  const files = { "faucet-mnemonic": secretFile(world) };
  expect(plannedContainer(outcome)).toEqual(renderedContainer(hostPlan("faucet"), "faucet", values, files));
});

test("starts with a domain and an e-mail address only: finds relay and aggregator, and makes its identity once", async () => {
  await using world = await createServiceWorld("faucet");
  withNeighbours(world);
  serving(world);
  world.write("generated", `${phrase}\n`);
  const { code, out, errors } = await world.start(tls);
  expect({ code, errors }).toEqual({
    code: 0,
    errors: `Generated secret faucet-mnemonic: ${secretFile(world)}`,
  });
  expect(statSync(secretFile(world)).mode & 0o777).toBe(0o600);
  expect(readFileSync(secretFile(world), "utf8")).toBe(phrase);
  expect(out).toContain("✓ faucet is running: DIRECT://00");
  expect(out).toContain("✓ faucet can mint and deliver");
  expect(out).toContain("RESULT: All checks passed");
  expect(out).toContain("faucet    https://faucet.example.org/api/v1/faucet/request");
  expect(out).toContain(`Its identity is ${secretFile(world)}`);
  expect(world.calls().join("\n") + out).not.toContain("junk");
  world.write("generated", "another phrase");
  expect((await world.start(tls)).code).toBe(0);
  expect(readFileSync(secretFile(world), "utf8")).toBe(phrase);
});

test.for<[string, (world: ServiceWorld) => void, string[], string]>([
  ["no relay runs", () => {}, [], "add --nostr-relays URL"],
  [
    "two relays run",
    (world) => {
      withNeighbours(world);
      world.container("second-relay", { service: "relay", networks: "unicity" });
    },
    [],
    "say which one with --nostr-relays URL",
  ],
  [
    "the relay is on another network",
    (world) => world.container("unicity-relay", { service: "relay", networks: "other" }),
    [],
    "docker network connect unicity unicity-relay, or add --nostr-relays URL",
  ],
  [
    "no aggregator runs",
    (world) => world.container("unicity-relay", { service: "relay", networks: "unicity" }),
    [],
    "add --aggregator-url URL --trustbase-url URL",
  ],
  [
    "an aggregator is named without its trust base, even beside one of this host",
    withNeighbours,
    ["--aggregator-url", "https://aggregator.example.net/"],
    "--trustbase-url URL, perhaps https://aggregator.example.net/.well-known/trust-base.json",
  ],
])("refuses with the flag to add when %s, and makes no identity", async ([, arrange, flags, text]) => {
  await using world = await createServiceWorld("faucet");
  arrange(world);
  const { code, errors } = await world.start([...tls, ...flags]);
  expect(errors).toContain(text);
  expect(code).toBe(3);
  expect(() => statSync(secretFile(world))).toThrow();
});

test("shows what is missing with --check", async () => {
  await using world = await createServiceWorld("faucet");
  const { code, out } = await world.start([...tls, "--check"]);
  expect(out).toContain("✗ No relay runs on this host. Start it first, or add --nostr-relays URL");
  expect(out).toContain("✗ No aggregator-proxy runs on this host.");
  expect(out).toContain("✓ secret faucet-mnemonic: will be generated at the first start");
  expect(code).toBe(1);
});

test("takes neighbours for running that are to be started before it, for a look ahead only", async () => {
  await using world = await createServiceWorld("faucet");
  world.write("probe", `--nostr-relays\t${near[0]}\tno answer\n`);
  const env = { EXPECTED_SIBLINGS: "relay aggregator-proxy" };
  const check = await world.start([...tls, "--check"], env);
  expect(check.out).toContain("✓ relay: will be started before as unicity-relay");
  expect(check.out).toContain("✓ aggregator-proxy: will be started before as unicity-aggregator-proxy");
  expect(check.out).not.toContain("no answer");
  expect(check.code).toBe(0);
  const { environment } = (await world.start([...tls, "--dry-run", "--json"], env)).json();
  expect(environment).toContain(`FAUCET_AGGREGATOR_URL=${near[1]}`);
  expect(await world.start(tls, env)).toMatchObject({
    code: 3,
    errors: expect.stringContaining("SIBLING_MISSING"),
  });
  withNeighbours(world);
  expect((await world.start([...tls, "--check"], env)).out).toContain(`✗ ${near[0]}: no answer`);
});

test("does not start, nor make an identity, without its image", async () => {
  await using world = await createServiceWorld("faucet");
  const { code, errors } = await world.start([...tls, ...elsewhere, "--image", "registry.example/none:1"]);
  expect(errors).toContain("IMAGE_MISSING");
  expect(code).toBe(1);
  expect(world.calls().filter((call) => call.startsWith("run "))).toEqual([]);
});

test("refuses a mnemonic that the image finds wrong, before anything is stopped", async () => {
  await using world = await createServiceWorld("faucet");
  const file = join(world.folder, "mnemonic");
  writeFileSync(file, phrase.replace("junk", "test"), { mode: 0o600 });
  world.write("phrase", "No. [MNEMONIC_INVALID]\n  evidence: the checksum does not fit");
  const { code, errors } = await world.start([...tls, ...elsewhere, "--mnemonic-file", file]);
  expect(errors).toMatch(
    /MNEMONIC_INVALID\]\n {2}where: +\S+mnemonic\n {2}evidence: +the checksum does not fit/,
  );
  expect(errors).not.toContain("test test");
  expect(code).toBe(3);
  expect(Object.keys(world.containers())).toEqual(["haproxy"]);
});

test("leaves the mnemonic to the start of an image that cannot look at it alone", async () => {
  await using world = await createServiceWorld("faucet");
  serving(world);
  const file = join(world.folder, "mnemonic");
  writeFileSync(file, phrase, { mode: 0o600 });
  world.write("phrase", 'Unknown service "mnemonic".');
  expect((await world.start([...tls, ...elsewhere, "--mnemonic-file", file])).code).toBe(0);
});

test.for<[string[], Record<string, string>, string]>([
  [["--api-key-file", "/nowhere/key"], {}, "no such file"],
  [["--aggregator-api-key-file", "/nowhere/key"], {}, "no such file"],
  [["--skip-verification"], {}, "the faucet verifies every proof"],
  [["--nostr-relays", "wss://a.example.org,https://b.example.org"], {}, "is not an address such as wss://"],
  [["--nostr-relays", "relay.example.org"], {}, "is not an address such as wss://"],
  [["--max-amount", "0"], {}, "FAUCET_MAX_AMOUNT: 0 is not a number from 1 to 999999999"],
  [["--mnemonic-file", "/nope"], {}, "name a readable file with mode 0600: --mnemonic-file FILE or"],
  [["--mnemonic-file", "/nope", "--check"], {}, "no such file"],
  [["--mnemonic-file", "/nope", "--dry-run"], {}, "no such file"],
  [[], { FAUCET_MNEMONIC_FILE: "nope" }, "no such file"],
  [["--require-api-key", "--api-key-file", "/nope"], {}, "--api-key-file FILE or FAUCET_API_KEY_FILE"],
  [["--aggregator-url", "ws://aggregator"], {}, "--aggregator-url: ws://aggregator is not an address"],
  [["--aggregator-url", "https://user:word@aggregator"], {}, "is not an address"],
  [["--trustbase-url", "https://aggregator"], {}, "--trustbase-url: https://aggregator is not an address"],
  [["--max-amount", "1e6"], {}, "FAUCET_MAX_AMOUNT: 1e6 is not a whole number"],
  [["--nametag"], {}, "--nametag needs a value"],
  [[], { FAUCET_REQUESTS_PER_MINUTE: "-1" }, "FAUCET_REQUESTS_PER_MINUTE: -1 is not a whole number"],
])("refuses %j with %j before anything is made", async ([flags, env, text]) => {
  await using world = await createServiceWorld("faucet");
  const { code, errors } = await world.start([...tls, ...elsewhere, ...flags], env);
  expect(errors).toContain(text);
  expect(code).toBe(3);
  expect(Object.keys(world.containers())).toEqual(["haproxy"]);
  expect(() => statSync(secretFile(world))).toThrow();
});

test("hands over what operators set, and every key as a file", async () => {
  await using world = await createServiceWorld("faucet");
  serving(world);
  world.write("generated", "a key");
  const keyFile = join(world.folder, "aggregator-key");
  writeFileSync(keyFile, "secret-of-aggregator", { mode: 0o600 });
  const flags = ["--no-nametag", "--network", "devnet", "--max-amount", "5", "--require-api-key"];
  const { code } = await world.start(
    [...tls, ...elsewhere, ...flags, "--aggregator-api-key-file", keyFile, "--identity-vol", "wallet"],
    { FAUCET_MAX_AMOUNT_PER_DAY: "0" },
  );
  expect(code).toBe(0);
  const { environment, values } = world.started();
  expect(environment).toEqual(
    expect.arrayContaining([
      ...["FAUCET_NAMETAG=", "FAUCET_NETWORK=devnet", "FAUCET_MAX_AMOUNT=5", "FAUCET_MAX_AMOUNT_PER_DAY=0"],
      ...["FAUCET_REQUIRE_API_KEY=true", "FAUCET_API_KEY_FILE=/run/secrets/faucet-api-key"],
      "FAUCET_AGGREGATOR_API_KEY_FILE=/run/secrets/faucet-aggregator-api-key",
    ]),
  );
  expect(values("--mount")).toEqual(
    expect.arrayContaining([
      `type=bind,source=${secretFile(world, "faucet-api-key")},target=/run/secrets/faucet-api-key,readonly`,
      `type=bind,source=${keyFile},target=/run/secrets/faucet-aggregator-api-key,readonly`,
      "type=volume,source=wallet,target=/var/lib/faucet",
    ]),
  );
  expect(environment.join("\n")).not.toContain("secret-of-aggregator");
});

test.for<[string, Parameters<typeof serving>[1], string]>([
  ["is not running", { document: '{"status":"starting"}' }, "✗ faucet says of itself: starting"],
  ["cannot mint", { ready: "503" }, "✗ faucet cannot mint and deliver: /ready answers 503"],
])("ends with 1 when the faucet %s", async ([, answers, text]) => {
  await using world = await createServiceWorld("faucet");
  serving(world, answers);
  world.write("generated", phrase);
  const { code, out } = await world.start([...tls, ...elsewhere]);
  expect(out).toContain(text);
  expect(code).toBe(1);
});

test("works with ssl-manager's own library, identity and all", async () => {
  await using world = await createServiceWorld("faucet");
  withNeighbours(world);
  serving(world);
  world.write("generated", phrase);
  const { code, out } = await world.start(tls, upstreamLibrary);
  expect(code).toBe(0);
  expect(out).toContain("faucet is running: DIRECT://00");
  expect(out).toContain("faucet can mint and deliver");
  expect(statSync(secretFile(world)).mode & 0o777).toBe(0o600);
  const { environment, values } = world.started();
  expect(environment).toEqual(
    expect.arrayContaining([
      `FAUCET_NOSTR_RELAYS=${near[0]}`,
      "FAUCET_MNEMONIC_FILE=/run/secrets/faucet-mnemonic",
    ]),
  );
  expect(values("--mount")).toContain("type=volume,source=unicity-faucet-wallet,target=/var/lib/faucet");
});

test("asks relays, aggregator and trust base before anything is made, and names what does not answer with its flag", async () => {
  await using world = await createServiceWorld("faucet");
  world.write(
    "probe",
    "--aggregator-url\thttps://a\tok\n--trustbase-url\thttps://a/t\tanswers 404, but no JSON\n",
  );
  const { code, errors } = await world.start([...tls, ...elsewhere]);
  expect(errors).toMatch(
    /ADDRESS_UNREACHABLE[\s\S]*https:\/\/a\/t: answers 404, but no JSON \(--trustbase-url\)/,
  );
  expect(code).toBe(2);
  expect(Object.keys(world.containers())).toEqual(["haproxy"]);
  expect(() => statSync(secretFile(world))).toThrow();
  const check = await world.start([...tls, ...elsewhere, "--check"]);
  expect(check.out).toContain("✓ https://a answers");
  expect(check.out).toContain("✗ https://a/t: answers 404, but no JSON (--trustbase-url)");
});

test.for([
  ["one of two relays", "--nostr-relays\twss://a\tok\n--nostr-relays\twss://b\tno answer\n", "⚠ wss://b", 0],
  ["every relay", "--nostr-relays\twss://a\tno answer\n--nostr-relays\twss://b\tno answer\n", "✗ wss://b", 2],
] as const)("starts or not when %s does not answer", async ([, probe, text, expected]) => {
  await using world = await createServiceWorld("faucet");
  serving(world);
  world.write("generated", phrase);
  world.write("probe", probe);
  const relays = ["--nostr-relays", "wss://a,wss://b"];
  expect((await world.start([...tls, ...elsewhere, ...relays, "--check"])).out).toContain(text);
  expect((await world.start([...tls, ...elsewhere, ...relays])).code).toBe(expected);
});

test("compares the phrase with the state in the volume before the running faucet is stopped, and with --check", async () => {
  await using world = await createServiceWorld("faucet");
  const file = join(world.folder, "mnemonic");
  writeFileSync(file, phrase, { mode: 0o600 });
  const id = world.container("unicity-faucet", { service: "faucet", volumes: "unicity-faucet-wallet" });
  mkdirSync(join(world.engine, "volumes/unicity-faucet-wallet"));
  world.write("phrase", "No. [IDENTITY_MISMATCH]\n  evidence: stored chain pubkey 02ab");
  for (const action of [[], ["--check"]]) {
    const { code, errors } = await world.start([...tls, ...elsewhere, "--mnemonic-file", file, ...action]);
    expect(errors).toMatch(
      /stored chain pubkey 02ab[\s\S]*next: +--mnemonic-file FILE .* --identity-vol NAME/,
    );
    expect(code).toBe(3);
  }
  expect(world.containers()["unicity-faucet"]).toEqual({ id, state: "running" });
  expect(world.calls().find((call) => call.includes("mnemonic --check --data-dir"))).toMatch(
    /readonly.*--user 1001/,
  );
});

test.for<[string, string[], boolean]>([
  ["warns of", [], true],
  ["is content with", ["--no-nametag"], false],
])("%s a faucet without a name with %j", async ([, flags, warns]) => {
  await using world = await createServiceWorld("faucet");
  serving(world, { document: '{"status":"running","direct_address":"DIRECT://00","nametag":null}' });
  world.write("generated", phrase);
  const { code, out } = await world.start([...tls, ...elsewhere, ...flags]);
  expect(out.includes("⚠ faucet has no nametag")).toBe(warns);
  expect(code).toBe(0);
});

test("prints whole addresses without TLS", async () => {
  await using world = await createServiceWorld("faucet");
  world.write("generated", phrase);
  const answer = '{"status":"running"}';
  world.next({ health: "healthy", answer, published: "8080/tcp -> 127.0.0.1:11004" });
  const { out } = await world.start(["--no-ssl", ...elsewhere], upstreamLibrary);
  expect(out).toContain("faucet    http://127.0.0.1:11004/api/v1/faucet/request");
});
