import { expect } from "vitest";
import { selfNamed, startBase } from "../../support/base-container.ts";
import { withEngine } from "../../support/engine.ts";

withEngine(
  "the alias proxy ends TLS with the alias's certificate, passes bytes on and refuses other names",
  async () => {
    await using container = await startBase(selfNamed("a.test", "b.test"));
    const environment = {
      SSL_DOMAIN: "a.test",
      SSL_DOMAIN_ALIASES: "b.test",
      SSL_TEST_MODE: "true",
      SSL_HTTPS_PORT: "9443",
    };
    expect((await container.runWithoutPauses(["ssl-setup"], environment)).exitCode).toBe(0);
    const live = "/etc/letsencrypt/live/a.test";
    await container.start([
      ...["openssl", "s_server", "-accept", "9443", "-www"],
      ...["-cert", `${live}/fullchain.pem`, "-key", `${live}/privkey.pem`],
    ]);
    await container.start(["ssl-alias-proxy-wrapper"], environment);
    const get = (name: string) =>
      container.run([
        ...["curl", "-sv", "--max-time", "10", "--cacert", "/etc/letsencrypt/live/b.test/fullchain.pem"],
        ...["--resolve", `${name}:8444:127.0.0.1`, `https://${name}:8444/`],
      ]);
    await expect.poll(async () => (await get("b.test")).exitCode).toBe(0);
    const answer = await get("b.test");
    expect(answer.stdout).toContain("s_server");
    expect(answer.stderr).toContain("CN=b.test");
    expect((await get("a.test")).exitCode).toBe(35);
    const pid = await container.read("/tmp/.ssl-alias-proxy.pid");
    expect((await container.run(["ps", "-o", "comm=", "-p", pid])).stdout).toContain("python3");
  },
);
