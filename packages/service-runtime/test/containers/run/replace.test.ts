import { expect } from "vitest";
import { docker, withEngine } from "./support/engine.ts";
import { startHost } from "./support/host.ts";

type Host = Awaited<ReturnType<typeof startHost>>;

/** How often the service started on its volume, and whether two ever met there. */
async function starts(host: Host): Promise<number> {
  const text = await docker("exec", host.container, "cat", "/var/lib/sample/starts");
  return text.split("\n").length;
}
const names = async (host: Host) =>
  (await docker("ps", "-a", "--filter", `name=${host.id}`, "--format", "{{.Names}} {{.State}}"))
    .split("\n")
    .sort();

withEngine(
  "starts on loopback, is reached there, reports itself, and stops with its volumes kept",
  async () => {
    await using host = await startHost();
    const { code, out, errors } = await host.run(["--no-ssl"]);
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    const address = /Address: (http:\/\/127\.0\.0\.1:\d+)/.exec(out)?.[1];
    expect((await fetch(`${address}/`)).status).toBe(200);
    expect(await host.run(["--status"])).toMatchObject({ code: 0 });
    expect(JSON.parse((await host.run(["--status", "--json"])).out)).toMatchObject({
      result: "ok",
      mode: "local",
    });
    expect(await host.run(["--stop"])).toMatchObject({ code: 0 });
    expect(await host.run(["--status"])).toMatchObject({ code: 2 });
    expect(await docker("volume", "ls", "-q", "--filter", `name=${host.id}-sample-data`)).not.toBe("");
  },
);

withEngine(
  "keeps a running service that nothing has changed for, and replaces it on the same volume, one after the other",
  async () => {
    await using host = await startHost();
    expect((await host.run(["--no-ssl"])).code).toBe(0);
    const { Id: first } = await host.inspect();
    expect(await host.run(["--no-ssl"])).toMatchObject({ code: 0, errors: "" });
    expect((await host.inspect()).Id).toBe(first);
    expect((await host.run(["--no-ssl", "--recreate"])).code).toBe(0);
    expect((await host.inspect()).Id).not.toBe(first);
    expect(await starts(host)).toBe(2);
    expect(await names(host)).toEqual([`${host.container} running`]);
  },
);

withEngine("brings the old service back when the new one is sick, and when it ends", async () => {
  await using host = await startHost(["good", "sick", "ends"]);
  expect((await host.run(["--no-ssl"])).code).toBe(0);
  const { Id: first } = await host.inspect();
  const sick = await host.run(["--no-ssl", "--image", host.image("sick")], { HEALTH_TIMEOUT: "3" });
  expect(sick).toMatchObject({ code: 2, errors: expect.stringContaining("was not ready after 3 s") });
  const ends = await host.run(["--no-ssl", "--image", host.image("ends")]);
  expect(ends).toMatchObject({ code: 2, errors: expect.stringContaining("database is locked") });
  expect((await host.inspect()).Id).toBe(first);
  expect(await names(host)).toEqual([`${host.container} running`]);
  expect((await host.run(["--status"])).code).toBe(0);
});

withEngine("brings the old service back when it is interrupted while the new one starts", async () => {
  await using host = await startHost(["good", "sick"]);
  expect((await host.run(["--no-ssl"])).code).toBe(0);
  const { Id: first } = await host.inspect();
  const second = host.command(["--no-ssl", "--image", host.image("sick")]);
  await expect
    .poll(async () => (await host.inspect()).Config.Image, { interval: 200 })
    .toBe(host.image("sick"));
  second.kill("SIGTERM");
  expect((await second).exitCode).toBe(143);
  expect(await host.inspect()).toMatchObject({ Id: first, State: { Running: true } });
  expect(await names(host)).toEqual([`${host.container} running`]);
});

withEngine("generates a secret in the image and shows nothing of it to docker inspect", async () => {
  await using host = await startHost();
  const { code, errors } = await host.run(["--no-ssl"], { SAMPLE_SECRET: "generate" });
  expect(errors).toContain("Generated secret sample-mnemonic");
  expect(code).toBe(0);
  expect(await docker("exec", host.container, "cat", "/run/www/index.html")).toBe("76");
  expect(JSON.stringify(await host.inspect())).not.toContain("sausage");
  expect(await docker("logs", host.container)).not.toContain("sausage");
});

withEngine("finds a running sibling by its label, and its name leads to it", async () => {
  await using host = await startHost();
  const relay = `${host.id}-relay`;
  const plan = () => host.run(["--no-ssl", "--relay-near", "--dry-run", "--json"]);
  expect(await plan()).toMatchObject({ code: 3, errors: expect.stringContaining("add --relay-url URL") });
  const own = { SERVICE_NAME: "relay", DATA_VOLUME: `${relay}-data` };
  const started = await host.run(["--no-ssl"], { ...own, LETSENCRYPT_VOLUME: `${relay}-letsencrypt` });
  expect(started.code).toBe(0);
  expect(JSON.parse((await plan()).out).environment).toContain(`SAMPLE_RELAY=ws://${relay}:8080`);
  expect((await host.run(["--no-ssl"])).code).toBe(0);
  await docker("exec", host.container, "wget", "-q", "-O", "/dev/null", `http://${relay}:8080/`);
});
