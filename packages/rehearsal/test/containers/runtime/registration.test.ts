import { execa } from "execa";
import { expect } from "vitest";
import { docker, uniqueName, withEngine } from "../../support/engine.ts";
import { startEcho } from "./support/echo-service.ts";
import { entryOf, startEdge } from "./support/edge.ts";
import type { Status } from "./support/service-container.ts";
import { EchoSocket, getOverTls } from "./support/tls-client.ts";

const domain = "echo.example.org";
const environment = {
  SSL_DOMAIN: domain,
  SSL_ADMIN_EMAIL: "ops@example.org",
  HAPROXY_HOST: "haproxy",
  SERVICE_HEARTBEAT_SECONDS: "3",
};
/** Registered with both ports. */
function registered({ domains }: Status): boolean {
  const { state, httpsPort } = domains[0]?.registration ?? {};
  return state === "registered" && httpsPort === 443;
}

withEngine(
  "gets a certificate through HAProxy, serves through it, heals it, and leaves no trace",
  async () => {
    await using edge = await startEdge([domain]);
    const { network, certbot, haproxy } = edge;
    await using echo = await startEcho({ network, environment, args: certbot });
    await echo.until("registered", registered);
    expect(await entryOf(edge, domain)).toMatchObject({
      container: echo.name,
      http_port: 80,
      https_port: 443,
    });
    // HAProxy saw port 80 open from its first check on.
    expect(await echo.log()).not.toContain("does not lead here");
    const place = { address: haproxy.address, domain, ca: await edge.pebble.rootPem() };
    expect((await getOverTls(place)).headers["strict-transport-security"]).toBe("max-age=31536000");
    using socket = await EchoSocket.open(place);
    expect(await socket.echo("through HAProxy")).toBe("through HAProxy");

    await haproxy.recreate({ loseVolume: true });
    const throughHaproxy = () => getOverTls({ ...place, address: haproxy.address }).catch(() => undefined);
    await expect.poll(async () => (await throughHaproxy())?.status).toBe(200);
    expect(await entryOf(edge, domain)).toMatchObject({ container: echo.name, https_port: 443 });

    expect(await echo.stop()).toBe(0);
    expect(await entryOf(edge, domain)).toBeUndefined();
  },
);

withEngine(
  "never drops its HTTPS route: a restart with a certificate registers both ports at once",
  async () => {
    await using edge = await startEdge([domain]);
    const { network, certbot } = edge;
    await using echo = await startEcho({ network, environment, args: certbot });
    await echo.until("registered", registered);
    await docker("kill", echo.name);
    expect(await entryOf(edge, domain)).toMatchObject({ https_port: 443 });
    await docker("start", echo.name);
    const seen: unknown[] = [];
    await echo.until("registered", (status) => {
      seen.push(status.domains[0]?.registration?.httpsPort);
      return registered(status);
    });
    expect(seen).not.toContain(null);
    expect((await echo.log()).match(/\[ssl-setup\] ready/g)).toHaveLength(1);
  },
);

withEngine("ends within seconds when the API refuses for good, with the API's code", async () => {
  await using edge = await startEdge([domain], { apiKey: "right" });
  await using echo = await startEcho({ network: edge.network, environment, args: edge.certbot });
  expect(await echo.ended()).toBe(13);
  // By the engine's clock: how long its client takes to start a container says nothing about the service.
  const times = await docker("inspect", "--format", "{{.State.StartedAt}} {{.State.FinishedAt}}", echo.name);
  const [began = Number.NaN, end = Number.NaN] = times.split(" ").map(Date.parse);
  expect(end - began).toBeLessThan(20_000);
  expect(await echo.log()).toMatch(/REGISTRATION_REFUSED[\s\S]*401 UNAUTHORIZED/);
});

withEngine(
  "never takes the domain of a live container, and that of a dead one only with the option",
  async () => {
    await using edge = await startEdge([domain]);
    const { network, certbot, haproxy } = edge;
    const dead = { ...environment, HAPROXY_TAKEOVER: "dead" };
    await using other = await startEcho({ network, environment, args: certbot });
    await other.until("registered", registered);
    {
      await using late = await startEcho({ network, environment: dead, args: certbot });
      expect(await late.ended()).toBe(13);
      expect(await late.log()).toMatch(`belongs to the container ${other.name}, which is alive`);
    }
    expect(await entryOf(edge, domain)).toMatchObject({ container: other.name, https_port: 443 });
    await docker("rm", "--force", "--volumes", other.name);
    await expect.poll(() => httpStatus(haproxy.address)).toBe(503);
    {
      await using careful = await startEcho({ network, environment, args: certbot });
      expect(await careful.ended()).toBe(13);
      expect(await careful.log()).toMatch(/409 DOMAIN_CONFLICT[\s\S]*HAPROXY_TAKEOVER=dead/);
    }
    expect(await entryOf(edge, domain)).toMatchObject({ container: other.name });
    await using heir = await startEcho({ network, environment: dead, args: certbot });
    await heir.until("registered", registered);
    expect(await entryOf(edge, domain)).toMatchObject({ container: heir.name, https_port: 443 });
  },
);

/** Status that HAProxy answers for the domain on port 80; 0 without an answer. */
async function httpStatus(address: string): Promise<number> {
  const options = [
    "-s",
    "-o",
    "/dev/null",
    "-w",
    "%{http_code}",
    "--max-time",
    "10",
    "-H",
    `Host: ${domain}`,
  ];
  const { exitCode, stdout } = await execa("curl", [...options, `http://${address}/`], { reject: false });
  return exitCode === 0 ? Number(stdout) : 0;
}

withEngine("survives an API that is down, slow or out of order, and registers when it can", async () => {
  await using edge = await startEdge([domain], { faults: true });
  const { network, certbot, haproxy } = edge;
  await haproxy.stopApi();
  await using echo = await startEcho({ network, environment, args: certbot });
  await echo.untilPhase("acquiring");
  await haproxy.startApi();
  await echo.until("registered", registered);
  await haproxy.stopApi();
  await echo.until("retrying", ({ domains }) => domains[0]?.registration?.state === "retrying");
  expect((await echo.run("service-healthcheck")).exitCode).toBe(0);
  await haproxy.startApi();
  await echo.until("registered", registered);
});

withEngine(
  "shows no secret in the process list, the container's description, the environments or the log",
  async () => {
    const key = `key-${uniqueName("secret")}`;
    await using edge = await startEdge([domain], { apiKey: key });
    const { mkdtemp, writeFile, chown, rm } = await import("node:fs/promises");
    const folder = await mkdtemp("/tmp/runtime-secret-");
    try {
      await writeFile(`${folder}/key`, `${key}\n`, { mode: 0o600 });
      await writeFile(`${folder}/own`, "words of the service", { mode: 0o600 });
      await chown(`${folder}/own`, 4321, 4321);
      await chown(`${folder}/key`, 4322, 4322);
      await using echo = await startEcho({
        network: edge.network,
        environment: {
          ...environment,
          HAPROXY_API_KEY_FILE: "/run/secrets/key",
          ECHO_SECRET_FILE: "/run/secrets/own",
        },
        args: [
          ...edge.certbot,
          "-v",
          `${folder}/key:/run/secrets/key:ro`,
          "-v",
          `${folder}/own:/run/secrets/own:ro`,
        ],
      });
      await echo.until("registered", registered);
      const { text } = await getOverTls({ address: edge.haproxy.address, domain });
      const { createHash } = await import("node:crypto");
      const digest = createHash("sha256").update("words of the service").digest("hex");
      expect(JSON.parse(text)).toMatchObject({ uid: 1001, secret: digest });
      const everything = [
        await echo.shell("ps axeww"),
        await docker("inspect", echo.name),
        await echo.log(),
        JSON.stringify(await echo.status()),
      ].join("\n");
      expect(everything).not.toContain(key);
      expect(everything).not.toContain("words of the service");
      const peek = await echo.run(
        "setpriv",
        "--reuid=33",
        "--regid=33",
        "--clear-groups",
        "cat",
        "/run/service-runtime/secrets/HAPROXY_API_KEY_FILE",
      );
      expect(peek.exitCode).toBe(1);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
