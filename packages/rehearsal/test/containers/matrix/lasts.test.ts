import { execa } from "execa";
import { expect } from "vitest";
import { docker, withEngine } from "../../support/engine.ts";
import { useMatrix } from "./support/matrix.ts";
import { services } from "./support/services.ts";

const matrix = useMatrix();

/** Certificates that the authority has issued. Its log is the only place where it counts them. */
async function issued(): Promise<number> {
  const { all } = await execa("docker", ["logs", matrix.edge.pebble.container], { all: true });
  return all.match(/Issued certificate serial/g)?.length ?? 0;
}

withEngine(
  "all are reached again within 60 s after HAProxy lost everything, and none was restarted",
  async () => {
    const before = await Promise.all(matrix.all.map((running) => running.started()));
    await matrix.edge.haproxy.recreate({ loseVolume: true });
    const start = Date.now();
    expect(await matrix.edge.haproxy.api("GET", "/v1/backends")).toMatchObject({ body: { count: 0 } });
    await Promise.all(
      matrix.all.map(async (running) => {
        await running.untilReached();
        console.log(`${running.service.name} healed ${Date.now() - start} ms after HAProxy was there`);
      }),
    );
    expect(Date.now() - start).toBeLessThan(60_000);
    expect(await Promise.all(matrix.all.map((running) => running.started()))).toEqual(before);
  },
);

withEngine("ten restarts later all show the same certificate, and no other was issued", async () => {
  const serials = () => Promise.all(matrix.all.map((running) => running.serial()));
  const before = await serials();
  expect(await issued()).toBe(services.length);
  const inOrder = async (name: string) => void (await docker("restart", name));
  // Killed containers leave their registration, so that HAProxy has nothing to load when they are back.
  const killed = async (name: string) => {
    await docker("kill", name);
    await docker("start", name);
  };
  const restarts = [inOrder, killed, killed, killed, killed, inOrder, killed, killed, killed, killed];
  for (const restart of restarts) {
    await Promise.all(
      matrix.all.map(async ({ container }) => {
        await restart(container.name);
        await container.untilPhase("serving");
      }),
    );
  }
  await Promise.all(matrix.all.map((running) => running.untilReached()));
  expect(await serials()).toEqual(before);
  expect(await issued()).toBe(services.length);
});
