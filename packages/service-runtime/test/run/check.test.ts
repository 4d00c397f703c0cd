import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createWorld, type World, withHaproxy } from "./support/world.ts";

const tls = ["--check", "--domain", "sample.example.org", "--ssl-email", "ops@example.org"];

/** DNS, addresses, disk and HTTP as on a host that is ready. */
function readyHost(world: World) {
  withHaproxy(world);
  world.api("/v1/backends/sample.example.org", 404, { code: "NOT_FOUND" });
  resolves(world, ["198.51.100.7"], []);
  world.program("ip", "printf '2: eth0 inet 198.51.100.7/24\\n2: eth0 inet6 2001:db8::7/64\\n'");
  world.program("df", "printf 'head\\n/dev/vda 1 1 9999999 1%% /\\n'");
  world.program("curl", "printf 503");
  world.program("dig", ":");
}
const resolves = (world: World, v4: string[], v6: string[]) => {
  const lines = (addresses: string[]) =>
    addresses.map((address) => `echo "${address} STREAM"`).join("; ") || ":";
  world.program("getent", `case $1 in ahostsv4) ${lines(v4)} ;; ahostsv6) ${lines(v6)} ;; esac`);
};

test("passes on a host that is ready, and changes nothing", async () => {
  await using world = await createWorld();
  readyHost(world);
  const { code, out, errors } = await world.run(tls);
  expect(errors).toBe("");
  expect(out.split("\n").filter((line) => /^ {2}[✓⚠✗]/.test(line))).toEqual([
    "  ✓ Docker engine answers",
    "  ✓ image registry.example/sample:1.2.3 is here (linux/amd64)",
    "  ✓ container unicity-sample: none yet",
    "  ✓ volume unicity-sample-data will be made",
    "  ✓ volume unicity-sample-letsencrypt will be made",
    `  ✓ disk: 9765 MiB free in ${world.engine}`,
    "  ✓ DNS A: sample.example.org is 198.51.100.7, this host",
    "  ✓ DNS AAAA: sample.example.org has none",
    "  ✓ DNS CAA: sample.example.org lets every authority issue",
    "  ✓ HAProxy runs: haproxy on haproxy-net",
    "  ✓ registration API answers: healthy",
    "  ✓ key accepted; sample.example.org is free",
    "  ⚠ port 80: http://sample.example.org answers (503); that it is this host shows when the service runs",
    "  ✓ sample is ready for it",
  ]);
  expect(code).toBe(0);
  const changes = /^(create|start|stop|rm|rename|run|network (create|connect)|volume create)( |$)/;
  expect(world.calls().filter((call) => changes.test(call))).toEqual([]);
});

test("hands the same checks over as JSON", async () => {
  await using world = await createWorld();
  readyHost(world);
  const { json } = await world.run([...tls, "--json"]);
  expect(json()).toMatchObject({ action: "check", result: "ok", exitCode: 0 });
  expect(json().checks).toContainEqual({ status: "pass", message: "Docker engine answers" });
});

const dns: [string, (world: World) => void, string][] = [
  [
    "the domain has no address",
    (world) => resolves(world, [], []),
    "✗ DNS A: sample.example.org has no address",
  ],
  [
    "the domain leads elsewhere",
    (world) => resolves(world, ["203.0.113.9"], []),
    "✗ DNS A: sample.example.org is 203.0.113.9, and this host is 198.51.100.7",
  ],
  [
    "an AAAA record leads elsewhere",
    (world) => resolves(world, ["198.51.100.7"], ["2001:db8::bad"]),
    "✗ DNS AAAA: sample.example.org is 2001:db8::bad, which is not this host",
  ],
  [
    "CAA names another authority",
    (world) => world.program("dig", `[[ \${!#} != example.org ]] || echo '0 issue "other-ca.example"'`),
    "✗ DNS CAA: example.org does not allow letsencrypt.org",
  ],
  [
    "CAA forbids every authority",
    (world) => world.program("dig", `echo '0 issue ";"'`),
    "✗ DNS CAA: sample.example.org does not allow letsencrypt.org",
  ],
  [
    "CAA names an authority whose name begins like ours",
    (world) => world.program("dig", `echo '0 issue "letsencrypt.org.example"'`),
    "✗ DNS CAA: sample.example.org does not allow letsencrypt.org",
  ],
  [
    "nothing answers on port 80",
    (world) => world.program("curl", "printf 000"),
    "✗ port 80: nothing answers at http://sample.example.org",
  ],
  [
    "the disk is full",
    (world) => world.program("df", "printf 'head\\n/dev/vda 1 1 102400 1%% /\\n'"),
    "✗ disk: 100 MiB free",
  ],
  [
    "the API does not answer",
    (world) => world.api("/v1/health", 0, {}),
    "✗ registration API on port 8404 of haproxy: no answer",
  ],
  [
    "another container runs on the volume",
    (world) => {
      world.write("volumes/unicity-sample-data", "");
      world.container("other", { volumes: "unicity-sample-data" });
    },
    "✗ volume unicity-sample-data is in use by other",
  ],
];

test.for(dns)("fails when %s", async ([, arrange, text]) => {
  await using world = await createWorld();
  readyHost(world);
  arrange(world);
  const { code, out } = await world.run(tls);
  expect(out).toContain(text);
  expect(code).toBe(1);
});

test.for<[string, (world: World) => void, string]>([
  [
    "an AAAA record is this host's",
    (world) => resolves(world, ["198.51.100.7"], ["2001:DB8::7"]),
    "✓ DNS AAAA: sample.example.org is 2001:DB8::7, this host",
  ],
  [
    "IPv4 addresses come in IPv6 form",
    (world) => resolves(world, ["198.51.100.7"], ["::ffff:198.51.100.7"]),
    "✓ DNS AAAA: sample.example.org has none",
  ],
  [
    "CAA names the authority above the domain",
    (world) => world.program("dig", `[[ \${!#} != example.org ]] || echo '0 issue "letsencrypt.org"'`),
    "✓ DNS CAA: example.org allows letsencrypt.org",
  ],
  [
    "CAA restricts wildcards only, and the name above it another authority",
    (world) =>
      world.program(
        "dig",
        `[[ \${!#} == sample.* ]] && echo '0 issuewild "other-ca.example"' || echo '0 issue "other-ca.example"'`,
      ),
    "✓ DNS CAA: sample.example.org lets every authority issue",
  ],
  [
    "CAA has parameters, and dig names an alias before it",
    (world) =>
      world.program(
        "dig",
        `printf '%s\\n' issue.example.net. '0 issue "letsencrypt.org; validationmethods=http-01"'`,
      ),
    "✓ DNS CAA: sample.example.org allows letsencrypt.org",
  ],
])("passes when %s", async ([, arrange, text]) => {
  await using world = await createWorld();
  readyHost(world);
  arrange(world);
  const { code, out } = await world.run(tls);
  expect(out).toContain(text);
  expect(code).toBe(0);
});

test("behind NAT cannot compare the address and says so, unless it is told the public one", async () => {
  await using world = await createWorld();
  readyHost(world);
  world.program("ip", "printf '2: eth0 inet 192.168.1.7/24\\n'");
  expect((await world.run(tls)).out).toContain(
    "⚠ DNS A: sample.example.org is 198.51.100.7; this host has private",
  );
  const told = (addresses: string) => world.run(tls, { env: { HOST_ADDRESSES: addresses } });
  expect((await told("198.51.100.7, 10.0.0.1")).out).toContain(
    "✓ DNS A: sample.example.org is 198.51.100.7, this host",
  );
  expect((await told("203.0.113.1")).out).toContain("✗ DNS A");
});

test("proves port 80 by a nonce of the running service", async () => {
  await using world = await createWorld();
  readyHost(world);
  world.container("unicity-sample", { health: "healthy", nonce: "taken" });
  world.program("curl", `printf '%s' "\${!###*/}"`);
  expect((await world.run(tls)).out).toContain("✓ port 80: http://sample.example.org reaches this service");
  world.program("curl", "printf 'somebody else'");
  const { code, out } = await world.run(tls);
  expect(out).toContain("✗ port 80: http://sample.example.org does not reach this service");
  expect(code).toBe(1);
});

test("says what it could not check on a host without the tools for it", async () => {
  await using world = await createWorld();
  withHaproxy(world);
  const { out } = await world.run(tls);
  expect(out).toContain("⚠ DNS not checked: this host has no getent");
  expect(out).toContain("⚠ port 80: not checked, this host has no curl");
});

test("takes the domain from the container that exists", async () => {
  await using world = await createWorld();
  readyHost(world);
  world.container("unicity-sample", {
    health: "healthy",
    environment: "SSL_DOMAIN=sample.example.org\nSSL_ADMIN_EMAIL=ops@example.org\nHAPROXY_HOST=haproxy",
  });
  const { code, out } = await world.run(["--check"]);
  expect(out).toContain("DNS A: sample.example.org");
  expect(code).toBe(0);
});

test("checks only what a service without TLS depends on", async () => {
  await using world = await createWorld();
  readyHost(world);
  const { out } = await world.run(["--check", "--no-ssl"]);
  expect(out).toContain("✓ port 8080 is free");
  expect(out).not.toMatch(/DNS|HAProxy|port 80:/);
});

test("does not make a secret that is missing, and says that a start would", async () => {
  await using world = await createWorld();
  readyHost(world);
  writeFileSync(`${world.engine}/generated`, "words");
  const { out } = await world.run(tls, { env: { SAMPLE_SECRET: "generate" } });
  expect(out).toContain("✓ secret sample-mnemonic: will be generated at the first start");
  expect(world.calls().filter((call) => call.startsWith("run "))).toEqual([]);
});

test("ends with 2 when the engine does not answer", async () => {
  await using world = await createWorld();
  world.fail("version", "Cannot connect");
  const { code, json } = await world.run([...tls, "--json"]);
  expect(code).toBe(2);
  expect(json()).toMatchObject({ result: "error", exitCode: 2, error: { code: "ENGINE_UNREACHABLE" } });
});
