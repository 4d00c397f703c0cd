import { readFileSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test, vi } from "vitest";
import { createAggregatorHost } from "../../aggregator-stack/test/run/support/aggregator-host.ts";
import { imageOf } from "../../service-runtime/test/run/support/service-script.ts";
import { enough, hostBundle } from "./support/bundle.ts";

const env = {
  FAKE_DOCKER: resolve(hostBundle, "../service-runtime/test/run/fixtures/docker"),
  HEALTH_TIMEOUT: "20",
  HOST_ADDRESSES: "203.0.113.7",
};
// Three starts, of some hundred processes each.
vi.setConfig({ testTimeout: 120_000 });
const containers = {
  relay: "unicity-relay",
  aggregator: "unicity-aggregator-proxy",
  faucet: "unicity-faucet",
};

/** A host without services, with a stand-in for its engine; what is started there works, and clients reach it by its domain. */
async function createHost() {
  const host = await createAggregatorHost();
  for (const service of ["relay", "faucet"] as const)
    host.write(`images/${imageOf(service).replaceAll("/", "_")}`, "");
  host.write("generated", "made by the image");
  host.next({ health: "healthy", days: "60" });
  host.becomes("aggregator-proxy", { networks: "unicity\\nhaproxy-net" });
  for (const [service, container] of Object.entries(containers)) {
    const domain = `${service}.dev.example.org`;
    host.api(`/v1/backends/${domain}`, 200, { domain, container, http_port: 80, https_port: 443 });
  }
  const aggregator = join(host.folder, "bin/aggregator-curl");
  renameSync(join(host.folder, "bin/curl"), aggregator);
  host.program(
    "curl",
    `case "$*" in
  *_ssl/nonce*) exit 22 ;;
  *Upgrade*) printf 101 ;;
  *--write-out*) printf 200 ;;
  *nostr+json*) printf '{"name":"relay","supported_nips":[1]}' ;;
  *faucet.json*) printf '{"status":"running","direct_address":"DIRECT://00","nametag":"faucet"}' ;;
  *) exec ${aggregator} "$@" ;;
esac`,
  );
  const deploy = (...args: string[]) => host.run(args, { script: join(hostBundle, "deploy-all.sh"), env });
  /** Calls that make or change a container, a network or a volume. */
  const changes = () =>
    host
      .calls()
      .filter((call) =>
        /^(create|start|stop|rename|rm|network create|volume create|compose .*up)/.test(call),
      );
  return { ...host, deploy, changes };
}

test("the run scripts bring an empty host to three services that know each other, and change nothing the second time", async () => {
  await using host = await createHost();
  const first = await host.deploy(...enough);
  expect(first.out).toContain("✓ aggregator-proxy: will be started before as unicity-aggregator-proxy");
  expect({ code: first.code, out: first.out }).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^faucet +https:\/\/faucet\.dev\.example\.org +unicity-faucet +healthy$/m),
  });
  const made = host.containers();
  for (const name of Object.values(containers)) expect(made[name]).toMatchObject({ state: "running" });
  const faucet = host.read(`containers/${made["unicity-faucet"]?.id}/environment`);
  expect(faucet).toContain("FAUCET_NOSTR_RELAYS=ws://unicity-relay:8080\n");
  expect(faucet).toContain(
    "FAUCET_TRUSTBASE_URL=http://unicity-aggregator-proxy:8080/.well-known/trust-base.json\n",
  );

  const before = host.changes().length;
  const second = await host.deploy(...enough);
  expect(second).toMatchObject({ code: 0, errors: "" });
  for (const name of ["unicity-relay", "unicity-faucet"])
    expect(second.out).toContain(`${name} has these settings and this image: it stays as it is`);
  expect(host.containers()).toEqual(made);
  // Compose looks for itself; its start says meanwhile who is at work.
  const compose = [
    expect.stringMatching(/^volume create \S+ compose-gen.run=/),
    expect.stringMatching(/^compose .*up/),
    expect.stringMatching(/^compose .*up .*--no-deps aggregator-proxy$/),
  ];
  expect(host.changes().slice(before)).toEqual(compose);
});

test("what a service was told by its own script stays; what concerns all three is what this command says", async () => {
  await using host = await createHost();
  const only = (script: string, ...args: string[]) =>
    host.run(args, { script: resolve(hostBundle, "..", script), env });
  const tls = (service: string) => [
    "--domain",
    `${service}.dev.example.org`,
    "--ssl-email",
    "ops@example.org",
  ];
  const relay = ["--relay-name", "The relay at night", "--ssl-staging"];
  expect(await only("relay-image/run-relay.sh", ...tls("relay"), ...relay)).toMatchObject({ code: 0 });
  const aggregator = [...tls("aggregator"), "--log-level", "debug", "--ssl-staging"];
  expect(await only("aggregator-stack/run-aggregator.sh", ...aggregator)).toMatchObject({ code: 0 });
  expect(await host.deploy(...enough)).toMatchObject({ code: 0 });
  const id = host.containers()["unicity-relay"]?.id;
  const environment = host.read(`containers/${id}/environment`);
  expect(environment).toContain("RELAY_NAME=The relay at night\n");
  expect(environment).not.toContain("SSL_STAGING=true");
  const kept = readFileSync(join(host.state, "aggregator.env"), "utf8");
  expect(kept).toContain("AGGREGATOR_LOG_LEVEL='debug'\n");
  expect(kept).not.toContain("SSL_STAGING");
  expect(await host.deploy("--check")).toMatchObject({ code: 0 });
});

test("the run scripts find all that is in the way before anything is made", async () => {
  await using host = await createHost();
  rmSync(join(host.engine, `images/${imageOf("faucet").replaceAll("/", "_")}`));
  host.program(
    "getent",
    '[[ "$2" == aggregator.* ]] || [[ $1 != ahostsv4 ]] || printf "203.0.113.7 STREAM %s\\n" "$2"',
  );
  const { code, out, errors } = await host.deploy(...enough, "--no-pull");
  expect(out).toContain("✗ DNS A: aggregator.dev.example.org has no address; point it to this host");
  expect(out).toMatch(/✗ image \S+\/faucet:\S+ is missing/);
  expect(errors).toContain("--check of aggregator, faucet");
  expect(code).toBe(1);
  // What can be fetched stands in the way of nothing, but is not fetched while something else does.
  const again = await host.deploy(...enough);
  expect(again.out).toMatch(/⚠ image \S+\/faucet:\S+ is not here yet: the start fetches it/);
  expect(again).toMatchObject({ code: 1, errors: expect.stringContaining("--check of aggregator\n") });
  expect(host.changes()).toEqual([]);
});

test("--status and --stop need no flags", async () => {
  await using host = await createHost();
  await host.deploy(...enough);
  expect((await host.deploy("--status", "--json")).json()).toMatchObject({
    result: "ok",
    services: { faucet: { domain: "faucet.dev.example.org", mode: "haproxy" } },
    wallets: { SPHERE_NOSTR_RELAYS: "wss://relay.dev.example.org" },
  });
  expect(await host.deploy("--stop")).toMatchObject({ code: 0 });
  for (const name of Object.values(containers))
    expect(host.containers()[name]).toMatchObject({ state: "exited" });
  expect(await host.deploy("--status")).toMatchObject({ code: 2 });
});
