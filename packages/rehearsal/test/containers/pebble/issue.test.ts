import { X509Certificate } from "node:crypto";
import { expect } from "vitest";
import { startAcme } from "../../support/acme.ts";
import { withEngine } from "../../support/engine.ts";

const environment = { SSL_DOMAIN: "a.example", SSL_ADMIN_EMAIL: "ops@a.example" };
const live = "/etc/letsencrypt/live/a.example";

withEngine(
  "certbot gets a certificate over port 80 from an ACME server that its scripts know nothing of",
  async () => {
    await using acme = await startAcme();
    await using container = await acme.startBase("a.example");
    const ended = await container.run(["ssl-setup"], environment);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });

    const [leaf, issuer] = (await container.read(`${live}/fullchain.pem`))
      .split(/(?<=-----END CERTIFICATE-----)\s*/)
      .filter((pem) => pem.includes("BEGIN"))
      .map((pem) => new X509Certificate(pem));
    const root = new X509Certificate(await acme.pebble.rootPem());
    expect(leaf?.subjectAltName).toBe("DNS:a.example");
    expect(leaf?.publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
    expect(leaf?.verify(issuer?.publicKey ?? root.publicKey)).toBe(true);
    expect(issuer?.verify(root.publicKey)).toBe(true);

    expect(await container.read("/tmp/.ssl-env")).toBe(
      `SSL_CERT_FILE=${live}/fullchain.pem\nSSL_KEY_FILE=${live}/privkey.pem`,
    );
    const modes = await container.run([
      "stat",
      "-c",
      "%a %F",
      `${live}/privkey.pem`,
      "/etc/letsencrypt/live",
    ]);
    expect(modes.stdout).toBe("777 symbolic link\n700 directory");
    expect((await container.run(["stat", "-Lc", "%a", `${live}/privkey.pem`])).stdout).toBe("600");
    expect(await container.read("/tmp/certbot.log")).toContain("Successfully received certificate");
    const renewal = await container.read("/etc/letsencrypt/renewal/a.example.conf");
    expect(renewal).toContain(`server = ${acme.pebble.directoryUrl}`);
  },
);

withEngine(
  "keeps a certificate with more days than the limit, and asks for one when it has fewer",
  async () => {
    await using acme = await startAcme({ certificateSeconds: 40 * 86_400 });
    await using container = await acme.startBase("a.example");
    const serial = async () =>
      (await container.run(["openssl", "x509", "-in", `${live}/fullchain.pem`, "-noout", "-serial"])).stdout;
    const setup = async (more: Record<string, string> = {}) => {
      const { exitCode } = await container.run(["ssl-setup"], { ...environment, ...more });
      await container.run(["pkill", "-f", "ssl-http-proxy"]);
      return exitCode;
    };
    expect(await setup()).toBe(0);
    const first = await serial();
    await container.run(["rm", "/tmp/certbot.log"]);
    expect(await setup()).toBe(0);
    expect(await serial()).toBe(first);
    expect(await container.exists("/tmp/certbot.log")).toBe(false);
    // Certbot itself renews by its own rule, so a higher limit makes it run and keep what it has.
    expect(await setup({ SSL_CERT_RENEW_DAYS: "60" })).toBe(0);
    expect(await container.read("/tmp/certbot.log")).toContain("not yet due for renewal");
    expect(await serial()).toBe(first);
  },
);

withEngine("a renewal by webroot runs the deploy hook, which leaves the marker", async () => {
  await using acme = await startAcme();
  await using container = await acme.startBase("a.example");
  await container.run(["ssl-setup"], environment);
  const before = await container.read(`${live}/fullchain.pem`);
  expect(await container.exists("/tmp/.ssl-renewal-restart")).toBe(false);
  const renew = ["certbot", "renew", "--webroot", "--webroot-path", "/var/www/acme-challenge"];
  const hook = ["--deploy-hook", "touch /tmp/.ssl-renewal-restart", "--no-random-sleep-on-renew"];

  expect((await container.run([...renew, ...hook])).exitCode).toBe(0);
  expect(await container.exists("/tmp/.ssl-renewal-restart")).toBe(false);

  const forced = await container.run([...renew, ...hook, "--force-renewal"]);
  expect(forced, forced.stderr).toMatchObject({ exitCode: 0 });
  expect(await container.read("/tmp/.ssl-renewal-restart")).toBe("");
  expect(await container.read(`${live}/fullchain.pem`)).not.toBe(before);
});

withEngine("a short-lived certificate is due at once, as with a real server", async () => {
  await using acme = await startAcme({ certificateSeconds: 3600 });
  await using container = await acme.startBase("a.example");
  expect((await container.run(["ssl-setup"], environment)).exitCode).toBe(0);
  const pem = await container.read(`${live}/fullchain.pem`);
  const { validFromDate, validToDate } = new X509Certificate(pem);
  expect(Math.round((validToDate.getTime() - validFromDate.getTime()) / 1000)).toBeCloseTo(3600, -1);
});

withEngine("a refusal of the ACME server ends ssl-setup with 11", async () => {
  await using acme = await startAcme({ refusedDomains: ["a.example"] });
  await using container = await acme.startBase("a.example");
  const refused = await container.run(["ssl-setup"], environment);
  expect(refused.exitCode).toBe(11);
  expect(refused.stderr).toMatch(/forbids|policy|refuse/i);
  expect(await container.exists("/tmp/.ssl-env")).toBe(false);
});

withEngine("SSL_STAGING with another server ends with 11, as certbot wants it", async () => {
  await using acme = await startAcme();
  await using container = await acme.startBase("a.example");
  const staging = { ...environment, SSL_STAGING: "true" };
  expect((await container.run(["ssl-setup"], staging)).exitCode).toBe(11);
});

withEngine(
  "switching from a test certificate to a real one ends with 11 once the old one is due",
  async () => {
    await using acme = await startAcme();
    await using container = await acme.startBase("a.example");
    expect((await container.run(["ssl-setup"], { ...environment, SSL_TEST_MODE: "true" })).exitCode).toBe(0);
    await container.run(["pkill", "-f", "ssl-http-proxy"]);
    expect((await container.run(["ssl-setup"], environment)).exitCode).toBe(0);
    await container.run(["pkill", "-f", "ssl-http-proxy"]);
    const switching = { ...environment, SSL_CERT_RENEW_DAYS: "400" };
    expect((await container.run(["ssl-setup"], switching)).exitCode).toBe(11);
  },
);
