import { expect } from "vitest";
import { selfNamed, startBase } from "../../support/base-container.ts";
import { withEngine } from "../../support/engine.ts";

withEngine("tells whether each name leads here and serves a certificate", async () => {
  await using container = await startBase(selfNamed("a.test", "b.test"));
  const environment = { SSL_DOMAIN: "a.test", SSL_DOMAIN_ALIASES: "b.test", SSL_TEST_MODE: "true" };
  const verify = async (args: string[], variables: Record<string, string> = environment) =>
    (await container.runWithoutPauses(["ssl-verify", ...args], variables)).exitCode;

  expect(await verify([])).toBe(2);
  expect(await verify(["tcp"])).toBe(2);
  expect(await verify(["http"], {})).toBe(1);
  expect(await verify(["http"])).toBe(1);
  expect(await verify(["https"])).toBe(1);

  await container.run(["ssl-setup"], environment);
  expect(await verify(["http"])).toBe(0);
  expect(await verify(["http"], { ...environment, SSL_DOMAIN_ALIASES: "other.test" })).toBe(1);
  const live = "/etc/letsencrypt/live/a.test";
  await container.start([
    ...["openssl", "s_server", "-accept", "9443", "-quiet"],
    ...["-cert", `${live}/fullchain.pem`, "-key", `${live}/privkey.pem`],
  ]);
  const other = { ...environment, SSL_HTTPS_PORT: "9443" };
  await expect.poll(() => verify(["https"], other)).toBe(0);
});
