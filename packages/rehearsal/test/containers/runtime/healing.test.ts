import { expect } from "vitest";
import { docker, startNetwork, withEngine } from "../../support/engine.ts";
import { startEcho } from "./support/echo-service.ts";
import type { ServiceContainer } from "./support/service-container.ts";
import { EchoSocket, getOverTls } from "./support/tls-client.ts";
import { startVolume } from "./support/volume.ts";

const domain = "echo.example.org";
const environment = { SSL_DOMAIN: domain, SSL_TEST_MODE: "true" };

/** Started once without HAProxy, so that there is a certificate; HAProxy is not there later either: the heartbeat tries. */
async function startServing(network: string): Promise<ServiceContainer> {
  const volume = await startVolume();
  const options = { network, aliases: [domain], certificates: volume.name };
  try {
    await using first = await startEcho({ ...options, environment });
    await first.untilServing();
  } catch (error) {
    await volume[Symbol.asyncDispose]();
    throw error;
  }
  const echo = await startEcho({ ...options, environment: { ...environment, HAPROXY_HOST: "haproxy" } });
  await echo.untilServing();
  return Object.assign(echo, {
    async [Symbol.asyncDispose]() {
      await docker("rm", "--force", "--volumes", echo.name);
      await volume[Symbol.asyncDispose]();
    },
  });
}

for (const child of ["nginx", "app", "port-80", "renewal", "watcher", "heartbeat"]) {
  withEngine(`is whole again after kill -9 of ${child}, nobody calling up`, async () => {
    await using network = await startNetwork();
    await using echo = await startServing(network.name);
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

for (const supervisor of ["s6-supervise", "s6-svscan"]) {
  withEngine(`starts every child again, once each, after kill -9 of ${supervisor}`, async () => {
    await using network = await startNetwork();
    await using echo = await startServing(network.name);
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
  await using network = await startNetwork();
  await using echo = await startServing(network.name);
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
    await using network = await startNetwork();
    await using echo = await startServing(network.name);
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
    await using network = await startNetwork();
    await using echo = await startServing(network.name);
    await echo.run("bash", "-c", "kill -9 $(pgrep -o -f service-start$)");
    await echo.run("bash", "-c", "kill -9 $(pgrep -P 1 -f service-start)");
    expect(await echo.ended()).toBe(137);
  },
);
