import { expect } from "vitest";
import { startNetwork, withEngine } from "../../support/engine.ts";
import { startEcho } from "./support/echo-service.ts";
import { startEdge } from "./support/edge.ts";
import { EchoSocket, getOverTls, servedSerial } from "./support/tls-client.ts";

const domain = "echo.example.org";
const environment = { SSL_DOMAIN: domain, SSL_TEST_MODE: "true" };
const live = `/etc/letsencrypt/live/${domain}`;
const sign = `openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=${domain} -out ${live}/fullchain.pem`;

withEngine("serves a renewed certificate without cutting WebSockets", async () => {
  await using network = await startNetwork();
  await using echo = await startEcho({ network: network.name, environment, aliases: [domain] });
  await echo.untilServing();
  const place = { address: await echo.address(), domain };
  const before = await servedSerial(place);
  using socket = await EchoSocket.open(place);
  await echo.shell(`${sign} -keyout ${live}/privkey.pem && touch /tmp/.ssl-renewal-restart`);
  const status = await echo.until("the new serial", ({ domains, health }) => {
    const { serial, servedSerial: served } = domains[0]?.certificate ?? {};
    return health === "healthy" && serial !== before && serial === served;
  });
  expect(await servedSerial(place)).toBe(status.domains[0]?.certificate?.serial);
  expect(await socket.echo("still here")).toBe("still here");
  expect(socket.closed).toBe(false);
  expect((await echo.run("test", "-e", "/tmp/.ssl-renewal-restart")).exitCode).toBe(1);
});

withEngine(
  "keeps the old certificate when the new pair does not fit, and says so until it does",
  async () => {
    await using network = await startNetwork();
    await using echo = await startEcho({ network: network.name, environment, aliases: [domain] });
    await echo.untilServing();
    const place = { address: await echo.address(), domain };
    const before = await servedSerial(place);
    await echo.shell(`${sign} -keyout /tmp/new.pem`);
    const degraded = await echo.until("a warning", ({ health }) => health === "degraded");
    expect(degraded.warnings.join()).toMatch(/not used: mismatch/);
    expect(await servedSerial(place)).toBe(before);
    expect((await echo.run("service-healthcheck")).exitCode).toBe(0);
    await echo.shell(`cat /tmp/new.pem >${live}/privkey.pem`);
    await echo.until("health again", ({ health }) => health === "healthy");
    expect(await servedSerial(place)).not.toBe(before);
  },
);

withEngine("reports an expired certificate as a failure", async () => {
  await using network = await startNetwork();
  await using echo = await startEcho({ network: network.name, environment, aliases: [domain] });
  await echo.untilServing();
  await echo.shell(
    `openssl req -x509 -newkey rsa:2048 -nodes -not_before 20200101000000Z -not_after 20200201000000Z -subj /CN=${domain} -out /run/service-runtime/tls/${domain}/certificate.pem -keyout /dev/null`,
  );
  const { stdout, exitCode } = await echo.run("service-healthcheck");
  expect(exitCode).toBe(1);
  expect(stdout).toContain("the certificate expired");
  expect((await getOverTls({ address: await echo.address(), domain })).status).toBe(200);
});

withEngine("serves what certbot renewed, with its deploy hook and through HAProxy", async () => {
  await using edge = await startEdge([domain]);
  await using echo = await startEcho({
    network: edge.network,
    environment: { SSL_DOMAIN: domain, SSL_ADMIN_EMAIL: "ops@example.org", HAPROXY_HOST: "haproxy" },
    args: edge.certbot,
  });
  await echo.until("registered", ({ domains }) => domains[0]?.registration?.httpsPort === 443);
  const place = { address: edge.haproxy.address, domain, ca: await edge.pebble.rootPem() };
  const before = await servedSerial(place);
  using socket = await EchoSocket.open(place);
  await echo.shell(
    'certbot renew --force-renewal --no-random-sleep-on-renew --webroot --webroot-path /var/www/acme-challenge --deploy-hook "touch /tmp/.ssl-renewal-restart"',
  );
  await expect.poll(() => servedSerial(place)).not.toBe(before);
  expect(await socket.echo("still here")).toBe("still here");
  await echo.until("health", ({ health }) => health === "healthy");
});
