import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect } from "vitest";
import { docker, withEngine } from "./support/engine.ts";
import { startHost } from "./support/host.ts";

type Host = Awaited<ReturnType<typeof startHost>>;

/** Another image that is as good as the first, under the tag `next`. */
async function addNext(host: Host) {
  const reference = `${host.id}/sample:next`;
  const input = `FROM ${host.image("good")}\nLABEL next=true\n`;
  await execa("docker", ["build", "--quiet", "--tag", reference, "-"], { input });
  return { reference, [Symbol.asyncDispose]: async () => void (await docker("rmi", "--force", reference)) };
}

const stepOf = (host: Host) => {
  const state = join(host.folder, ".local/state/unicity-host", host.id);
  try {
    return /^step (.*)$/m.exec(readFileSync(join(state, "operations", host.container), "utf8"))?.[1];
  } catch {
    return undefined;
  }
};
const names = (host: Host) =>
  docker("ps", "-a", "--filter", `name=${host.id}`, "--format", "{{.Names}} {{.State}}");
const starts = async (host: Host) =>
  (await docker("exec", host.container, "cat", "/var/lib/sample/starts")).split("\n").length;

/** Kills an upgrade, and everything that it has started, at that step. */
async function kill(host: Host, step: string) {
  const upgrade = host.command(["upgrade", "--to", "next", "--no-backup"]);
  await expect.poll(() => stepOf(host), { interval: 20 }).toBe(step);
  upgrade.kill("SIGKILL");
  await upgrade;
}

withEngine(
  "an upgrade killed while the new container is checked is finished by the same command",
  async () => {
    await using host = await startHost();
    await using next = await addNext(host);
    expect((await host.run(["--no-ssl"])).code).toBe(0);
    await kill(host, "waits for the new container and checks it");
    const again = await host.run(["upgrade", "--to", "next", "--no-backup"]);
    expect(again).toMatchObject({ code: 0, errors: expect.stringContaining("An earlier upgrade") });
    expect((await host.inspect()).Config.Image).toBe(next.reference);
    expect(await names(host)).toBe(`${host.container} running`);
    expect(stepOf(host)).toBeUndefined();
  },
);

withEngine("an upgrade killed while it replaces the container is undone by a rollback", async () => {
  await using host = await startHost();
  await using _ = await addNext(host);
  expect((await host.run(["--no-ssl"])).code).toBe(0);
  const { Id: first } = await host.inspect();
  await kill(host, "puts the new container in the place of the old one");
  const back = await host.run(["rollback"]);
  expect(back).toMatchObject({ code: 0, out: expect.stringContaining("The interrupted upgrade is undone") });
  expect(await host.inspect()).toMatchObject({ Id: first, State: { Running: true } });
  expect(await names(host)).toBe(`${host.container} running`);
  expect(await starts(host)).toBeGreaterThan(0);
});
