import { execa } from "execa";
import { expect } from "vitest";
import { docker, withEngine } from "../../support/engine.ts";
import { killOnHost } from "./support/host-process.ts";
import { useMatrix } from "./support/matrix.ts";
import type { RunningService } from "./support/running-service.ts";
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

/** Kills what `kill` ends and waits until there is no failure and the service is reached. @returns ms that it took */
async function untilHealed(
  running: RunningService,
  kill: () => Promise<unknown>,
  isNew: (processes: Record<string, { up: boolean; pid: number | null }>) => boolean,
): Promise<number> {
  await kill();
  const start = Date.now();
  await running.container.until(
    "health",
    ({ phase, failures, processes }) => phase === "serving" && failures.length === 0 && isNew(processes),
  );
  await running.untilReached();
  return Date.now() - start;
}

async function killEach(running: RunningService): Promise<Record<string, number>> {
  const { container } = running;
  const processes = (await container.status())?.processes ?? {};
  expect(Object.keys(processes)).toEqual(
    expect.arrayContaining(["heartbeat", "nginx", "port-80", "renewal", "watcher"]),
  );
  const took: Record<string, number> = {};
  for (const [child, { pid }] of Object.entries(processes)) {
    const kill = () => container.shell(`kill -KILL ${pid}`);
    took[child] = await untilHealed(
      running,
      kill,
      (now) => now[child]?.up === true && now[child].pid !== pid,
    );
  }
  const before = (await container.status())?.processes ?? {};
  took["s6-svscan"] = await untilHealed(
    running,
    () => container.shell("pkill -KILL -x s6-svscan"),
    (now) => Object.entries(now).every(([child, { up, pid }]) => up && pid !== before[child]?.pid),
  );
  return took;
}

withEngine("every child of every service is back after kill -9, and the service is reached", async () => {
  const began = await Promise.all(matrix.all.map((running) => running.started()));
  await Promise.all(
    matrix.all.map(async (running) => {
      const took = await killEach(running);
      console.log(`${running.service.name} back after ms: ${JSON.stringify(took)}`);
    }),
  );
  expect(await Promise.all(matrix.all.map((running) => running.started()))).toEqual(began);
});

withEngine("the engine starts each again after kill -9 of its first process, nobody calling up", async () => {
  await Promise.all(
    matrix.all.map(async (running) => {
      const before = await running.started();
      const serial = await running.serial();
      await killOnHost(before.pid);
      const start = Date.now();
      await expect.poll(async () => (await running.started()).at, { interval: 100 }).not.toBe(before.at);
      await running.untilReached();
      console.log(`${running.service.name} back after its first process: ${Date.now() - start} ms`);
      expect(await running.serial()).toBe(serial);
      expect((await running.entry())?.container).toBe(running.container.name);
    }),
  );
});
