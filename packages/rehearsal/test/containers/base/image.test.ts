import { expect } from "vitest";
import { startBase } from "../../support/base-container.ts";
import { baseReference } from "../../support/below-ours.ts";
import { docker, withEngine } from "../../support/engine.ts";

withEngine("leaves entry point, user and health to the image built on it", async () => {
  const image = await baseReference();
  const [{ Config }] = JSON.parse(await docker("image", "inspect", image));
  expect(Config.Entrypoint ?? null).toBeNull();
  expect(Config.Cmd).toEqual(["bash"]);
  expect(Config.User ?? "").toBe("");
  expect(Config.Healthcheck).toBeUndefined();
  expect(Object.keys(Config.ExposedPorts).sort()).toEqual(["80/tcp", "8444/tcp"]);
  expect(Object.keys(Config.Volumes)).toEqual(["/etc/letsencrypt"]);
});

withEngine(
  "has the seven commands and the packages of the original, and not what the original lacks",
  async () => {
    await using container = await startBase();
    const { stdout } = await container.run([
      "bash",
      "-c",
      "ls /usr/local/bin && stat -c %a /usr/local/bin/*",
    ]);
    expect(stdout.split("\n")).toEqual([
      ...["haproxy-register", "ssl-alias-proxy", "ssl-alias-proxy-wrapper", "ssl-http-proxy"],
      ...["ssl-renew", "ssl-setup", "ssl-verify"],
      ...Array(7).fill("755"),
    ]);
    const found = async (tool: string) => (await container.run(["which", tool])).exitCode === 0;
    for (const tool of ["certbot", "curl", "jq", "openssl", "nc", "python3", "ps", "hostname"])
      expect([tool, await found(tool)]).toEqual([tool, true]);
    for (const tool of ["tini", "nginx", "node", "envsubst", "socat", "dig", "ping", "cron"])
      expect([tool, await found(tool)]).toEqual([tool, false]);
    expect((await container.run(["certbot", "--version"])).stdout).toMatch(/^certbot 4\./);
    expect(await container.exists("/var/www/acme-challenge/.well-known/acme-challenge")).toBe(true);
  },
);
