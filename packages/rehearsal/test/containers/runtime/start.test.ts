import { expect } from "vitest";
import { docker, startNetwork, withEngine } from "../../support/engine.ts";
import { startEcho } from "./support/echo-service.ts";
import { EchoSocket, getOverTls } from "./support/tls-client.ts";
import { startVolume } from "./support/volume.ts";

const domain = "echo.example.org";
const testMode = { SSL_DOMAIN: domain, SSL_TEST_MODE: "true" };

withEngine("serves HTTP/1.1 and WebSocket over TLS by its name, and nothing by another", async () => {
  await using network = await startNetwork();
  await using echo = await startEcho({ network: network.name, environment: testMode, aliases: [domain] });
  await echo.untilServing();
  const place = { address: await echo.address(), domain };
  const answer = await getOverTls(place);
  expect(answer.status).toBe(200);
  expect(answer.headers["access-control-allow-origin"]).toBe("*");
  using socket = await EchoSocket.open(place);
  expect(await socket.echo("hello")).toBe("hello");
  await expect(getOverTls({ ...place, domain: "other.example.org" })).rejects.toThrow(/unrecognized name/);
});

withEngine(
  "runs each process as the user that it needs, and the service with no right beyond it",
  async () => {
    await using network = await startNetwork();
    await using echo = await startEcho({ network: network.name, environment: testMode, aliases: [domain] });
    await echo.untilServing();
    const users = async (pattern: string) =>
      [...new Set((await echo.shell(`ps -o uid= -p "$(pgrep -d, -f '${pattern}')"`)).split(/\s+/))].filter(
        Boolean,
      );
    expect(await users("^nginx: ")).toEqual(["33"]);
    expect(await users("^python3 .*ssl-http-proxy")).toEqual(["33"]);
    expect(await users("^python3 .*echo.py")).toEqual(["1001"]);
    const capabilities = await echo.shell("grep CapEff /proc/$(pgrep -f '^python3.*echo.py')/status");
    expect(capabilities.trim()).toMatch(/^CapEff:\s+0+$/);
    const environment = await echo.shell(
      "setpriv --reuid=1001 --regid=1001 --clear-groups cat /proc/$(pgrep -f '^python3.*echo.py')/environ | tr '\\0' '\\n'",
    );
    expect(environment).not.toMatch(/^SSL_(CERT|KEY)_FILE=/m);
    expect(
      (await echo.run("setpriv", "--reuid=1001", "--clear-groups", "cat", "/run/service-runtime/tls"))
        .exitCode,
    ).toBe(1);
  },
);

withEngine(
  "serves at once from a valid certificate, without DNS, HAProxy or ACME, and says what is missing",
  async () => {
    await using network = await startNetwork();
    await using volume = await startVolume();
    const options = { network: network.name, certificates: volume.name };
    {
      await using first = await startEcho({ ...options, environment: testMode, aliases: [domain] });
      await first.untilServing();
    }
    const environment = { ...testMode, HAPROXY_HOST: "haproxy" };
    await using second = await startEcho({ network: "none", certificates: volume.name, environment });
    const status = await second.untilServing();
    expect(status.mode).toBe("tls");
    expect(status.processes.heartbeat?.up).toBe(true);
    const degraded = await second.until(
      "a retry",
      ({ domains }) => domains[0]?.registration?.state === "retrying",
    );
    expect(degraded.health).toBe("degraded");
    expect((await second.run("service-healthcheck")).exitCode).toBe(0);
    expect(await second.log()).not.toContain("[ssl-setup]");
  },
);

withEngine(
  "serves the same routes over plain HTTP without a domain, unprivileged from the start",
  async () => {
    await using network = await startNetwork();
    await using echo = await startEcho({ network: network.name, host: false });
    const status = await echo.untilServing();
    expect(status.mode).toBe("plain");
    expect(Object.keys(status.processes).sort()).toEqual(["app", "nginx"]);
    const answer = await fetch(`http://${await echo.address()}:8080/`);
    expect(await answer.json()).toMatchObject({ uid: 1001 });
  },
);

withEngine(
  "serves plain HTTP while there is no certificate, and TLS by itself once there is one",
  async () => {
    await using network = await startNetwork();
    const environment = { ...testMode, SSL_REQUIRED: "false" };
    await using echo = await startEcho({ network: network.name, environment });
    const plain = await echo.untilServing();
    expect(plain.mode).toBe("plain");
    expect(plain.warnings.join()).toMatch(/no certificate/);
    expect((await fetch(`http://${await echo.address()}:8080/`)).status).toBe(200);
    expect((await fetch(`http://${await echo.address()}:80/`)).status).toBe(200);
    // The domain leads here from now on; the second try is due 30 s after the first.
    await docker("network", "disconnect", network.name, echo.name);
    await docker("network", "connect", "--alias", domain, network.name, echo.name);
    const tls = await echo.until("TLS", ({ mode, health }) => mode === "tls" && health === "healthy");
    expect(tls.processes.renewal?.up).toBe(true);
    expect((await getOverTls({ address: await echo.address(), domain })).status).toBe(200);
  },
);

withEngine("replaces no certificate by one of another environment, and takes the old one back", async () => {
  await using network = await startNetwork();
  await using volume = await startVolume();
  const options = { network: network.name, certificates: volume.name, aliases: [domain] };
  const serialIn = async (environment: Record<string, string>) => {
    await using echo = await startEcho({ ...options, environment });
    return (await echo.untilServing()).domains[0]?.certificate?.serial;
  };
  const first = await serialIn(testMode);
  const production = { SSL_DOMAIN: domain, SSL_ADMIN_EMAIL: "ops@example.org" };
  {
    await using echo = await startEcho({ ...options, environment: production });
    expect(await echo.ended()).toBe(11);
    expect(await echo.log()).toContain("(test) set aside");
  }
  expect(await serialIn(testMode)).toBe(first);
});
