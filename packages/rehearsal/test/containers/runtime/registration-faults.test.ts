import { expect } from "vitest";
import { docker, withEngine } from "../../support/engine.ts";
import { startEcho } from "./support/echo-service.ts";
import { entryOf, startEdge } from "./support/edge.ts";
import type { Status } from "./support/service-container.ts";
import { getOverTls } from "./support/tls-client.ts";
import { startVolume } from "./support/volume.ts";

const domain = "echo.example.org";
const environment = {
  SSL_DOMAIN: domain,
  SSL_ADMIN_EMAIL: "ops@example.org",
  HAPROXY_HOST: "haproxy",
  SERVICE_HEARTBEAT_SECONDS: "2",
};

function registration({ domains }: Status) {
  return domains[0]?.registration ?? undefined;
}

/** HAProxy has the domain with this port for TLS. */
function isRegistered(port: number): (status: Status) => boolean {
  return (status) => {
    const { state, httpsPort } = registration(status) ?? {};
    return state === "registered" && httpsPort === port;
  };
}

withEngine(
  "gets through an API that fails to reload, is full, hangs up and takes more than 10 s, in one start",
  async () => {
    await using edge = await startEdge([domain], { faults: true });
    const { network, certbot, haproxy } = edge;
    await haproxy.setFaults([
      { kind: "refuse", status: 429, code: "LIMIT_EXCEEDED", method: "POST", times: 1 },
      { kind: "hang-up", method: "POST", times: 1 },
      { kind: "reload-failed", times: 1 },
      { kind: "slow", delayMs: 11_000, method: "POST", times: 1 },
    ]);
    await using echo = await startEcho({ network, environment, args: certbot });
    await echo.until("registered", isRegistered(443));
    // What was stored when the reload failed led nowhere until it was loaded.
    expect((await echo.log()).match(/SSL_SETUP_/g)).toBeNull();
    const place = { address: haproxy.address, domain, ca: await edge.pebble.rootPem() };
    await expect.poll(async () => (await getOverTls(place)).status).toBe(200);
  },
);

withEngine("ends at once on what the API will never take, with its code, and registers nothing", async () => {
  await using edge = await startEdge([domain], { faults: true });
  const { network, certbot, haproxy } = edge;
  for (const [status, code] of [
    [422, "PORT_NOT_ALLOWED"],
    [409, "MODE_CONFLICT"],
  ] as const) {
    await haproxy.setFaults([{ kind: "refuse", status, code, method: "POST" }]);
    await using echo = await startEcho({ network, environment, args: certbot });
    expect(await echo.ended()).toBe(13);
    expect(await echo.log()).toMatch(new RegExp(`REGISTRATION_REFUSED[\\s\\S]*${status} ${code}`));
    expect(await entryOf(edge, domain)).toBeUndefined();
  }
});

withEngine(
  "serves from its certificate while the API is down, refuses, or was restarted, and moves its port",
  async () => {
    await using edge = await startEdge([domain], { faults: true });
    await using volume = await startVolume();
    const { network, certbot, haproxy } = edge;
    const options = { network, args: certbot, certificates: volume.name };
    const ca = await edge.pebble.rootPem();
    let name: string;
    {
      await using first = await startEcho({ ...options, environment });
      name = first.name;
      await first.until("registered", isRegistered(443));
    }
    await haproxy.stopApi();
    await using echo = await startEcho({
      ...options,
      name,
      environment: { ...environment, SSL_HTTPS_PORT: "9443" },
    });
    await echo.untilServing();
    const alone = await echo.until("a retry", (status) => registration(status)?.state === "retrying");
    expect(alone).toMatchObject({ health: "degraded", mode: "tls", failures: [] });

    await haproxy.startApi();
    await echo.until("the new port", isRegistered(9443));
    expect(await entryOf(edge, domain)).toMatchObject({ container: name, https_port: 9443 });
    const place = { address: haproxy.address, domain, ca };
    await expect.poll(async () => (await getOverTls(place)).status).toBe(200);

    await haproxy.setFaults([{ kind: "refuse", status: 422, code: "PORT_NOT_ALLOWED", method: "POST" }]);
    const refused = await echo.until("a refusal", (status) => registration(status)?.state === "refused");
    expect(refused).toMatchObject({ health: "degraded", failures: [] });
    expect(registration(refused)?.code).toBe("PORT_NOT_ALLOWED");
    expect((await echo.run("service-healthcheck")).exitCode).toBe(0);
    expect((await getOverTls(place)).status).toBe(200);

    await haproxy.setFaults([]);
    await haproxy.restartApi();
    await docker("restart", echo.name);
    await echo.until("registered", isRegistered(9443));
    expect(await entryOf(edge, domain)).toMatchObject({ container: name, https_port: 9443 });
  },
);
