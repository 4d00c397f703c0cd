import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, expect } from "vitest";
import { docker, hasEngine, startNetwork, withEngine } from "../../support/engine.ts";
import { ask, prepareStack, type Stack } from "./support/stack.ts";
import { inVolumes } from "./support/volumes.ts";

const SERVICES = ["aggregator", "aggregator-proxy", "bft-root", "mongo"];
const JOBS = [
  "config-upload",
  "export-public",
  "genesis-aggregator",
  "genesis-root",
  "prepare-volumes",
  "state-set",
];

let stack: Stack;
/** The ports on which each service listens, as its own network namespace says. */
let listening: Record<string, number[]>;
const opened = new AsyncDisposableStack();

beforeAll(async () => {
  if (!hasEngine) return;
  stack = opened.use(await prepareStack("v1", { fast: true }));
  await stack.up();
  await stack.grow();
  listening = Object.fromEntries(
    await Promise.all(SERVICES.map(async (service) => [service, await listeningPorts(service)])),
  );
});
afterAll(() => opened.disposeAsync());

async function inspect(service: string) {
  return JSON.parse(await docker("inspect", await stack.container(service)))[0];
}

/** Listening sockets of /proc/net/tcp and tcp6: addresses are hex, `0A` is LISTEN. */
async function listeningPorts(service: string): Promise<number[]> {
  const table = await docker(
    ...["run", "--rm", "--network", `container:${await stack.container(service)}`, "--entrypoint", "cat"],
    ...[stack.image("export-public"), "/proc/net/tcp", "/proc/net/tcp6"],
  );
  const sockets = table.split("\n").map((line) => line.trim().split(/\s+/));
  const open = sockets.filter(([, , , state]) => state === "0A");
  return [...new Set(open.map(([, local = ""]) => Number.parseInt(local.split(":")[1] ?? "", 16)))];
}

/** Whether somebody accepts a connection. */
function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const end = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket
      .once("connect", () => end(true))
      .once("error", () => end(false))
      .once("timeout", () => end(false));
  });
}

/** Tries for each address and port. */
const TRIES = 3;

/**
 * How many of {@link TRIES} connections a container of a network gets to each `address:port`; those that it never reaches are
 * left out. Whenever any network is made, the engine takes its isolation of networks out of the packet filter and puts it in
 * again (Docker 26.1, `EnsureJumpRule`; seen with xtables-monitor): for that moment, which other suites bring about, everything
 * is reached. What is reached each time is open; what is open may be late once on a loaded machine.
 */
async function reachedFrom(network: string, targets: string[]): Promise<Map<string, number>> {
  const script = `import concurrent.futures, socket, sys, time
def reached(target):
    host, port = target.rsplit(":", 1)
    count = 0
    for pause in range(${TRIES}):
        time.sleep(pause)
        try:
            socket.create_connection((host, int(port)), timeout=2).close()
            count += 1
        except OSError:
            pass
    return count
with concurrent.futures.ThreadPoolExecutor(32) as pool:
    for target, count in zip(sys.argv[1:], pool.map(reached, sys.argv[1:])):
        if count:
            print(target, count)`;
  const image = stack.image("export-public");
  const run = ["run", "--rm", "--network", network, "--entrypoint", "python3", image, "-c", script];
  const lines = (await docker(...run, ...targets)).split("\n").filter(Boolean);
  return new Map(lines.map((line) => line.split(" ")).map(([target = "", count]) => [target, Number(count)]));
}

/** Those that are reached each time. */
const open = (reached: ReadonlyMap<string, number>) =>
  [...reached].filter(([, count]) => count === TRIES).map(([target]) => target);

withEngine("the door alone publishes a port, on 127.0.0.1, and it answers there", async () => {
  for (const service of [...SERVICES, ...JOBS]) {
    const { HostConfig, NetworkSettings } = await inspect(service);
    const published = Object.entries(NetworkSettings.Ports as Record<string, { HostIp: string }[] | null>);
    const bound = published.flatMap(([port, bindings]) =>
      (bindings ?? []).map(({ HostIp }) => [port, HostIp]),
    );
    expect(bound, service).toEqual(service === "aggregator-proxy" ? [["8080/tcp", "127.0.0.1"]] : []);
    expect(HostConfig.NetworkMode, service).not.toBe("host");
    expect(HostConfig.PublishAllPorts, service).toBe(false);
  }
  expect((await ask(`${await stack.url()}/health`)).status).toBe(200);
});

withEngine("no port of any container answers on another address of this host", async () => {
  const published = Number(new URL(await stack.url()).port);
  const ports = Object.values(listening).flat();
  expect(ports).toEqual(expect.arrayContaining([3000, 8000, 8002, 8080, 27017]));
  const addresses = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ internal, scopeid }) => !internal && !scopeid)
    .map(({ address }) => address);
  expect(addresses.length).toBeGreaterThan(0);
  const scan = async (candidates: number[]) => {
    const pairs = addresses.flatMap((address) => [...new Set(candidates)].map((port) => ({ address, port })));
    const answers = await Promise.all(
      pairs.map(async ({ address, port }) => ((await accepts(address, port)) ? `${address}:${port}` : "")),
    );
    return answers.filter(Boolean);
  };
  expect(await accepts("127.0.0.1", published)).toBe(true);
  const open = await scan([published, ...ports]);
  // What answers also without the stack belongs to somebody else on this host.
  await stack.compose("stop", "--timeout", "5");
  const others = await scan(ports);
  await stack.up();
  expect(open.filter((found) => !others.includes(found))).toEqual([]);
});

withEngine(
  "in the network that it shares, other containers reach the door's one port and nothing else",
  async () => {
    const targets: string[] = [];
    for (const service of SERVICES) {
      const { NetworkSettings } = await inspect(service);
      const networks = Object.values(NetworkSettings.Networks as Record<string, { IPAddress: string }>);
      for (const { IPAddress } of networks)
        targets.push(...(listening[service] ?? []).map((port) => `${IPAddress}:${port}`));
    }
    const { NetworkSettings } = await inspect("aggregator-proxy");
    const door = `${NetworkSettings.Networks[stack.network].IPAddress}:8080`;
    const inside = await reachedFrom(stack.network, targets);
    expect([...inside.keys()]).toContain(door);
    expect(open(inside).filter((target) => target !== door)).toEqual([]);
    await using outside = await startNetwork();
    expect(open(await reachedFrom(outside.name, targets))).toEqual([]);
  },
);

withEngine("each volume with keys is mounted by its owners only, for writing where they write", async () => {
  const mounted: string[] = [];
  for (const service of [...SERVICES, ...JOBS]) {
    const { Mounts, State } = await inspect(service);
    for (const { Name, RW } of Mounts as { Name?: string; RW: boolean }[])
      mounted.push(`${Name}: ${service}${RW ? "" : " reads"}${State.Running ? ", runs" : ""}`);
  }
  const users = (volume: string) => {
    const prefix = `${stack.project}_${volume}: `;
    const own = mounted.filter((line) => line.startsWith(prefix));
    return own.map((line) => line.slice(prefix.length)).sort();
  };
  expect(users("genesis-root")).toEqual([
    "bft-root, runs",
    "export-public reads",
    "genesis-root",
    "prepare-volumes",
    "state-set",
  ]);
  expect(users("genesis-aggregator")).toEqual([
    "aggregator reads, runs",
    "export-public reads",
    "genesis-aggregator",
    "prepare-volumes",
    "state-set",
  ]);
  expect(users("public")).toContain("aggregator-proxy reads, runs");
});

withEngine(
  "the door's container can read no key, as its user or as root, and no key is in any log or inspection",
  async () => {
    const files = await inVolumes(stack, "cat genesis-root/keys.json genesis-aggregator/keys.json");
    const keys = files.match(/[0-9a-f]{64}/g) ?? [];
    expect(keys).toHaveLength(4);
    const door = await stack.container("aggregator-proxy");
    const { Mounts } = await inspect("aggregator-proxy");
    const named = (Mounts as { Name?: string; Destination: string }[]).map(({ Destination }) => Destination);
    expect(named.filter((path) => path !== "/etc/letsencrypt")).toEqual(["/public"]);
    const look = `find / -path /proc -prune -o -path /sys -prune -o -name 'keys*.json*' -print 2>/dev/null
grep -rlF ${keys.map((key) => `-e ${key}`).join(" ")} / --exclude-dir=proc --exclude-dir=sys 2>/dev/null || true`;
    for (const user of ["1001:1001", "0:0"])
      expect(await docker("exec", "--user", user, door, "sh", "-c", look), user).toBe("");
    for (const service of [...SERVICES, ...JOBS]) {
      const container = await stack.container(service);
      const text = `${await docker("inspect", container)}${await stack.log(service)}`;
      for (const key of keys) expect(text.includes(key), service).toBe(false);
    }
  },
);
