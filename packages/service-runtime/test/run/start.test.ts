import { expect, test } from "vitest";
import { createWorld, type World, withHaproxy } from "./support/world.ts";

const tls = ["--domain", "sample.example.org", "--ssl-email", "ops@example.org"];

/** Attributes of the container that a start left under its name. */
function started(world: World) {
  const { id } = world.containers()["unicity-sample"] ?? {};
  const list = (name: string) => world.read(`containers/${id}/${name}`).trimEnd().split("\n");
  return { arguments: list("arguments"), environment: list("environment"), mode: list("environment-mode") };
}

/** The values of a flag. */
const values = (list: string[], flag: string) =>
  list.flatMap((entry, index) => (entry === flag ? [list[index + 1]] : []));

test("starts behind HAProxy with nothing published, and ends with green ticks and 0", async () => {
  await using world = await createWorld();
  withHaproxy(world);
  world.next({ health: "healthy", days: "60" });
  world.program("curl", "printf 200");
  const { code, out } = await world.run(tls);
  expect(out).toContain("RESULT: All checks passed");
  expect(out).toContain("✓ https://sample.example.org answers (200)");
  expect(out).toContain("Say hello.");
  expect(code).toBe(0);
  const { arguments: flags, environment } = started(world);
  expect(values(flags, "-p")).toEqual([]);
  expect(values(flags, "--network")).toEqual(["haproxy-net"]);
  expect(world.calls().find((call) => call.startsWith("network connect"))).toMatch(
    /^network connect --alias sample unicity /,
  );
  expect(environment).toEqual([
    "SSL_DOMAIN=sample.example.org",
    "SSL_REQUIRED=true",
    "SSL_HTTPS_PORT=443",
    "APP_HTTP_PORT=0",
    "SSL_ADMIN_EMAIL=ops@example.org",
    "HAPROXY_HOST=haproxy",
    "HAPROXY_API_PORT=8404",
    "SAMPLE_RELAY=none",
  ]);
});

test("makes networks and volumes that are missing, the volumes with the labels that wipe and backup go by", async () => {
  await using world = await createWorld();
  world.next({ health: "healthy" });
  expect((await world.run(["--no-ssl"])).code).toBe(0);
  expect(world.calls().filter((call) => /^(network|volume) create/.test(call))).toEqual([
    "network create unicity",
    "volume create --label compose-gen.volume.class=certs --label compose-gen.volume.engine=files unicity-sample-letsencrypt",
    "volume create --label compose-gen.volume.class=state --label compose-gen.volume.engine=sqlite unicity-sample-data",
  ]);
});

test("publishes the service on loopback without TLS, and hands it nothing about TLS and HAProxy", async () => {
  await using world = await createWorld();
  world.next({ health: "healthy", published: "8080/tcp -> 127.0.0.1:9999" });
  const { code, out } = await world.run(["--no-ssl", "--local-port", "0"]);
  expect(code).toBe(0);
  expect(out).toContain("Address: http://127.0.0.1:9999");
  const { arguments: flags, environment } = started(world);
  expect(values(flags, "-p")).toEqual(["127.0.0.1::8080"]);
  expect(values(flags, "--network")).toEqual(["unicity"]);
  expect(environment).toEqual(["SAMPLE_RELAY=none"]);
});

test("publishes 80 and the HTTPS port without HAProxy", async () => {
  await using world = await createWorld();
  world.next({ health: "healthy", days: "60" });
  const { json } = await world.run([
    ...tls,
    "--no-haproxy",
    "--ssl-https-port",
    "8444",
    "--dry-run",
    "--json",
  ]);
  const plan = json() as { arguments: string[]; environment: string[] };
  expect(values(plan.arguments, "-p")).toEqual(["80:80", "8444:8444"]);
  expect(plan.environment.filter((entry) => entry.startsWith("HAPROXY"))).toEqual([]);
});

test("lets --domain and --no-ssl win over a domain of the environment", async () => {
  await using world = await createWorld();
  const env = { SSL_DOMAIN: "other.example.org", SSL_ADMIN_EMAIL: "ops@example.org" };
  const plan = async (args: readonly string[]) =>
    (await world.run([...args, "--dry-run", "--json"], { env })).json();
  expect(await plan(["--no-ssl"])).toMatchObject({ mode: "local" });
  expect((await plan(tls)).environment).toContain("SSL_DOMAIN=sample.example.org");
});

test("writes names in lower case with a note, and each alias once", async () => {
  await using world = await createWorld();
  const aliases = " B.example.org ,a.example.org,,sample.example.org,a.example.org";
  const { json, errors } = await world.run([
    ...["--domain", "Sample.Example.org", "--ssl-test-mode", "--domain-aliases", aliases],
    ...["--dry-run", "--json"],
  ]);
  expect(json().environment).toEqual(
    expect.arrayContaining([
      "SSL_DOMAIN=sample.example.org",
      "SSL_DOMAIN_ALIASES=b.example.org,a.example.org",
    ]),
  );
  expect(errors).toContain("note: domain names are lower case: using sample.example.org");
});

test("takes the container's name from the service and the flag, not from whatever the environment has", async () => {
  await using world = await createWorld();
  const name = async (args: string[]) => {
    const { json } = await world.run(["--no-ssl", "--dry-run", "--json", ...args], {
      env: { CONTAINER_NAME: "stray" },
    });
    return values(json().arguments as string[], "--name");
  };
  expect(await name([])).toEqual(["unicity-sample"]);
  expect(await name(["--container-name", "second"])).toEqual(["second"]);
});

test("gives each container a volume of its own for certificates", async () => {
  await using world = await createWorld();
  const { json } = await world.run(["--no-ssl", "--dry-run", "--json", "--container-name", "second"]);
  expect(json().arguments).toContain("type=volume,source=second-letsencrypt,target=/etc/letsencrypt");
});

test("keeps values with spaces whole, and every variable out of the list of processes", async () => {
  await using world = await createWorld();
  world.next({ health: "healthy" });
  expect((await world.run(["--no-ssl", "--greeting", "hello  wide=world 'quoted'"])).code).toBe(0);
  const { arguments: flags, environment, mode } = started(world);
  expect(environment).toContain("SAMPLE_GREETING=hello  wide=world 'quoted'");
  expect(mode).toEqual(["600"]);
  expect(values(flags, "--label")).toContain("sample.words=two words");
  expect(world.calls().join("\n")).not.toContain("wide");
});

test("leaves no temporary file", async () => {
  await using world = await createWorld();
  world.next({ health: "healthy" });
  await world.run(["--no-ssl"]);
  const { readdirSync } = await import("node:fs");
  expect(readdirSync(`${world.folder}/tmp`)).toEqual([]);
});

test("adds the gateway's name only when the service asks for it", async () => {
  await using world = await createWorld();
  const plan = async (env: Record<string, string>) =>
    (await world.run(["--no-ssl", "--dry-run", "--json"], { env })).json().arguments as string[];
  expect(values(await plan({}), "--add-host")).toEqual([]);
  expect(values(await plan({ SAMPLE_GATEWAY: "1" }), "--add-host")).toEqual([
    "host.docker.internal:host-gateway",
  ]);
});

test("shows the plan of a dry run and asks the engine nothing", async () => {
  await using world = await createWorld();
  const { code, out } = await world.run([...tls, "--dry-run"]);
  expect(code).toBe(0);
  expect(out).toContain("docker create --name unicity-sample ");
  expect(world.calls()).toEqual([]);
});

test("says which image is missing and how to get it, before anything changes", async () => {
  await using world = await createWorld();
  const { code, errors } = await world.run(["--no-ssl", "--image", "registry.example/other:1"]);
  expect(code).toBe(1);
  expect(errors).toContain("IMAGE_MISSING");
  expect(errors).toContain("docker pull registry.example/other:1, or build it: make sample");
  expect(world.calls().filter((call) => call.startsWith("create"))).toEqual([]);
});

test("ends with 2 when the engine does not answer", async () => {
  await using world = await createWorld();
  world.fail("version", "Cannot connect to the Docker daemon");
  const { code, errors } = await world.run(["--no-ssl"]);
  expect(code).toBe(2);
  expect(errors).toContain("Cannot connect to the Docker daemon");
});

test("refuses a port of this host that is taken, before anything changes", async () => {
  await using world = await createWorld();
  world.container("other-web", { ports: "8080" });
  const { code, out } = await world.run(["--no-ssl"]);
  expect(code).toBe(1);
  expect(out).toContain("✗ port 8080 is taken by the container other-web");
  expect(Object.keys(world.containers())).toEqual(["other-web"]);
});
