import { afterAll, beforeAll, describe, expect } from "vitest";
import { docker, hasEngine, startNetwork, withEngine } from "../../support/engine.ts";
import { startEcho } from "./support/echo-service.ts";
import type { ServiceContainer } from "./support/service-container.ts";
import { EchoSocket, getOverTls } from "./support/tls-client.ts";
import { startVolume } from "./support/volume.ts";

const domain = "echo.example.org";
const environment = { SSL_DOMAIN: domain, SSL_TEST_MODE: "true" };

let network: Awaited<ReturnType<typeof startNetwork>>;
let certificates: Awaited<ReturnType<typeof startVolume>>;
const stack = new AsyncDisposableStack();

// Started once without HAProxy, so that there is a certificate.
beforeAll(async () => {
  if (!hasEngine && process.env.CI !== "true") return;
  network = stack.use(await startNetwork());
  certificates = stack.use(await startVolume());
  await using first = await startEcho({ ...surroundings(), environment });
  await first.untilServing();
});
afterAll(() => stack.disposeAsync());

const surroundings = () => ({ network: network.name, aliases: [domain], certificates: certificates.name });

/** On that certificate. HAProxy is not there later either: the heartbeat tries. */
async function startServing(): Promise<ServiceContainer> {
  const echo = await startEcho({
    ...surroundings(),
    environment: { ...environment, HAPROXY_HOST: "haproxy" },
  });
  await echo.untilServing();
  return echo;
}

describe("is whole again, nobody calling up, after kill -9", () => {
  let echo: ServiceContainer;
  beforeAll(async () => {
    if (network) echo = await startServing();
  });
  afterAll(() => echo?.[Symbol.asyncDispose]());

  for (const child of ["nginx", "app", "port-80", "renewal", "watcher", "heartbeat"]) {
    withEngine(`of ${child}`, async () => {
      const pid = (await echo.status())?.processes[child]?.pid;
      await echo.shell(`kill -9 ${pid}`);
      const healed = await echo.until("a new process", ({ processes, failures }) => {
        const now = processes[child];
        return failures.length === 0 && now?.up === true && now.pid !== pid;
      });
      expect(healed.phase).toBe("serving");
      expect((await getOverTls({ address: await echo.address(), domain })).status).toBe(200);
      expect(
        (await fetch(`http://${await echo.address()}/`, { redirect: "manual", headers: { host: domain } }))
          .status,
      ).toBe(308);
    });
  }
});

for (const supervisor of ["s6-supervise", "s6-svscan"]) {
  withEngine(`starts every child again, once each, after kill -9 of ${supervisor}`, async () => {
    await using echo = await startServing();
    const before = Object.values((await echo.status())?.processes ?? {}).map(({ pid }) => pid);
    await echo.shell(`pkill -9 -x ${supervisor}`);
    await echo.until("new processes", ({ processes, failures }) => {
      const all = Object.values(processes);
      return failures.length === 0 && all.every(({ up, pid }) => up && !before.includes(pid));
    });
    expect(await echo.shell("pgrep -fc 'python3 /usr/local/lib/echo.py'")).toBe("1");
    expect((await getOverTls({ address: await echo.address(), domain })).status).toBe(200);
  });
}

withEngine("keeps WebSockets when only the master of nginx was killed", async () => {
  await using echo = await startServing();
  const place = { address: await echo.address(), domain };
  using socket = await EchoSocket.open(place);
  const pid = (await echo.status())?.processes.nginx?.pid;
  await echo.shell(`kill -9 ${pid}`);
  await echo.until(
    "a new master",
    ({ processes, failures }) => failures.length === 0 && processes.nginx?.pid !== pid,
  );
  expect(await socket.echo("still here")).toBe("still here");
});

withEngine(
  "comes back after docker restart without a new certificate, whatever the old start left",
  async () => {
    await using echo = await startServing();
    const before = (await echo.status())?.domains[0]?.certificate?.serial;
    await echo.shell("echo 1 >/tmp/.ssl-renew.pid; echo SSL_CERT_FILE=/nowhere >/tmp/.ssl-env");
    await docker("restart", echo.name);
    expect((await echo.untilServing()).domains[0]?.certificate?.serial).toBe(before);
    expect(await echo.log()).not.toContain("[ssl-setup]");
  },
);

withEngine(
  "ends the container when its first own process is killed, so that the engine starts it again",
  async () => {
    await using echo = await startServing();
    await echo.run("bash", "-c", "kill -9 $(pgrep -o -f service-start$)");
    await echo.run("bash", "-c", "kill -9 $(pgrep -P 1 -f service-start)");
    expect(await echo.ended()).toBe(137);
  },
);
