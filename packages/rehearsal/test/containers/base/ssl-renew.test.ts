import { expect } from "vitest";
import { startBase } from "../../support/base-container.ts";
import { withEngine } from "../../support/engine.ts";

const live = "/etc/letsencrypt/live/a.test";
const selfSign = `mkdir -p ${live} && openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=a.test -keyout ${live}/privkey.pem -out ${live}/fullchain.pem`;
/** A certbot that records its arguments, one per line. */
const recordingCertbot =
  'mkdir /tmp/bin && printf \'#!/bin/sh\\nprintf "%%s\\\\n" "$@" >>/tmp/certbot-calls\\n\' >/tmp/bin/certbot && chmod +x /tmp/bin/certbot';
const withFakes = ["env", "PATH=/tmp/bin:/fakes:/usr/local/bin:/usr/bin", "ssl-renew"];

withEngine(
  "renews everything an hour after the start, with the hook that leaves the marker, then waits half a day",
  async () => {
    await using container = await startBase();
    await container.run(["sh", "-c", `${selfSign} && ${recordingCertbot}`]);
    await container.start(withFakes, { SSL_DOMAIN: "a.test" });
    await expect.poll(async () => (await container.pauses()).length).toBe(2);
    const [first, second] = await container.pauses();
    expect(first).toBe(3600);
    expect(second).toBeGreaterThanOrEqual(43_200);
    expect(second).toBeLessThan(45_000);
    expect((await container.read("/tmp/certbot-calls")).split("\n")).toEqual([
      ...["renew", "--webroot", "--webroot-path", "/var/www/acme-challenge"],
      ...["--deploy-hook", "touch /tmp/.ssl-renewal-restart"],
    ]);
    expect(await container.exists("/var/log/certbot-renew.log")).toBe(true);
  },
);

withEngine("ends without a domain, idles in test mode, and dies of a damaged certificate", async () => {
  await using container = await startBase();
  await container.run(["sh", "-c", recordingCertbot]);
  expect((await container.run(withFakes)).exitCode).toBe(0);
  const idling = ["timeout", "1", ...withFakes];
  const testMode = { SSL_DOMAIN: "a.test", SSL_TEST_MODE: "true" };
  expect((await container.run(idling, testMode)).exitCode).toBe(124);
  await container.run(["sh", "-c", `${selfSign} && echo damaged >${live}/fullchain.pem`]);
  const damaged = await container.run(["timeout", "20", ...withFakes], { SSL_DOMAIN: "a.test" });
  expect(damaged.exitCode).toBe(1);
  expect(await container.exists("/tmp/certbot-calls")).toBe(false);
});
