import { expect } from "vitest";
import { docker, startNetwork, withEngine } from "../../support/engine.ts";
import { startEcho } from "./support/echo-service.ts";
import { startEdge } from "./support/edge.ts";
import { startRateLimitedAcme } from "./support/rate-limited-acme.ts";
import { servedSerial } from "./support/tls-client.ts";
import { startVolume } from "./support/volume.ts";

const domain = "echo.example.org";
const production = { SSL_DOMAIN: domain, SSL_ADMIN_EMAIL: "ops@example.org" };
const sign = "openssl req -x509 -newkey rsa:2048 -nodes -keyout privkey.pem -out fullchain.pem";
const asideFolder = "/etc/letsencrypt/service-runtime/aside";

/** What lies on disk at the start of a container, and whether it is kept aside when another certificate takes its place. */
const cases: Record<string, { make: string; aside: boolean }> = {
  "is another name's": { make: `${sign} -days 90 -subj /CN=other.example.org`, aside: true },
  "has another one's key": { make: "openssl genrsa -out privkey.pem 2048", aside: true },
  "is damaged": { make: "echo nonsense >fullchain.pem", aside: true },
  expired: {
    make: `${sign} -not_before 20200101000000Z -not_after 20200201000000Z -subj /CN=${domain}`,
    aside: false,
  },
};

for (const [what, { make, aside }] of Object.entries(cases)) {
  withEngine(`serves a new certificate when the one on disk ${what}`, async () => {
    await using network = await startNetwork();
    const environment = { SSL_DOMAIN: domain, SSL_TEST_MODE: "true" };
    await using echo = await startEcho({ network: network.name, environment, aliases: [domain] });
    await echo.untilServing();
    await echo.shell(`cd /etc/letsencrypt/live/${domain} && ${make}`);
    const bad = await echo.shell(`cat /etc/letsencrypt/live/${domain}/*.pem`);
    await docker("restart", echo.name);
    const { certificate } = (await echo.untilServing()).domains[0] ?? {};
    expect(certificate?.serial).toBe(certificate?.servedSerial);
    expect(await echo.shell(`cat /etc/letsencrypt/live/${domain}/*.pem`)).not.toBe(bad);
    const kept = await echo.run("bash", "-c", `cat ${asideFolder}/*/${domain}/live/${domain}/*.pem`);
    expect(kept.stdout === bad).toBe(aside);
  });
}

withEngine("has an expired certificate of the authority renewed in its place", async () => {
  await using edge = await startEdge([domain], {}, { certificateSeconds: 20 });
  await using echo = await startEcho({
    network: edge.network,
    environment: { ...production, HAPROXY_HOST: "haproxy" },
    args: edge.certbot,
  });
  const file = `/etc/letsencrypt/live/${domain}/cert.pem`;
  await echo.untilTrue(`openssl x509 -noout -in ${file}`);
  await echo.untilTrue(`! openssl x509 -noout -checkend 0 -in ${file}`);
  const expired = await echo.shell(`openssl x509 -noout -serial -in ${file}`);
  await docker("restart", echo.name);
  await echo.untilTrue(`[[ $(openssl x509 -noout -serial -in ${file}) != ${expired.trim()} ]]`);
  expect(await echo.shell(`ls /etc/letsencrypt/archive/${domain}`)).toContain("cert2.pem");
});

withEngine("goes from a test certificate to one of the authority, and keeps the old one", async () => {
  await using edge = await startEdge([domain]);
  await using volume = await startVolume();
  const options = { network: edge.network, certificates: volume.name, args: edge.certbot };
  const place = { address: edge.haproxy.address, domain };
  {
    const environment = { SSL_DOMAIN: domain, SSL_TEST_MODE: "true", HAPROXY_HOST: "haproxy" };
    await using echo = await startEcho({ ...options, environment });
    await echo.until("HTTPS", ({ domains }) => domains[0]?.registration?.httpsPort === 443);
    await servedSerial(place);
    await echo.stop();
  }
  await using echo = await startEcho({ ...options, environment: { ...production, HAPROXY_HOST: "haproxy" } });
  const status = await echo.until("HTTPS", ({ domains }) => domains[0]?.registration?.httpsPort === 443);
  expect(status.domains[0]?.certificate?.environment).toBe("production");
  const trusted = { ...place, ca: await edge.pebble.rootPem() };
  await expect.poll(() => servedSerial(trusted).catch(String)).toBe(status.domains[0]?.certificate?.serial);
  expect(await echo.shell(`ls ${asideFolder}/test/${domain}/live/${domain}`)).toContain("fullchain.pem");
});

withEngine("says that the authority's rate limit is reached, and asks it rarely", async () => {
  await using network = await startNetwork();
  await using acme = await startRateLimitedAcme(network.name);
  await using echo = await startEcho({
    network: network.name,
    environment: production,
    aliases: [domain],
    args: acme.certbot,
  });
  expect(await echo.ended()).toBe(11);
  expect(await echo.log()).toMatch(/SSL_SETUP_11[\s\S]*retry after noon[\s\S]*rate limit is reached/);
  await docker("start", echo.name);
  await echo.untilTrue("grep -q 'waiting .* s for the next try: 1 failed' /run/service-runtime/phase");
  expect(await echo.stop()).toBe(0);
});

withEngine("serves from a volume that is read-only, and names it when a certificate is needed", async () => {
  await using network = await startNetwork();
  await using volume = await startVolume();
  const options = { network: network.name, certificates: volume.name, aliases: [domain] };
  const environment = { SSL_DOMAIN: domain, SSL_TEST_MODE: "true" };
  {
    await using empty = await startEcho({ ...options, environment, readOnly: true });
    expect(await empty.ended()).toBe(3);
    expect(await empty.log()).toMatch(/FOLDER_UNWRITABLE[\s\S]*\/etc\/letsencrypt[\s\S]*Read-only/);
  }
  let serial: string | undefined;
  {
    await using first = await startEcho({ ...options, environment });
    serial = (await first.untilServing()).domains[0]?.certificate?.serial;
  }
  await using second = await startEcho({ ...options, environment, readOnly: true });
  expect((await second.untilServing()).domains[0]?.certificate?.servedSerial).toBe(serial);
});
