import { execa } from "execa";
import { describe, expect } from "vitest";
import { docker, withEngine } from "../../support/engine.ts";
import { killOnHost } from "../matrix/support/host-process.ts";
import { phasesOf } from "./support/phases.ts";
import { eventually, prepareStack, type Stack } from "./support/stack.ts";
import { startEvents } from "./support/start-events.ts";
import { inVolumes } from "./support/volumes.ts";

/** What starts together, in the order of a fresh start. */
const PHASES = [
  ["prepare-volumes"],
  ["genesis-root"],
  ["state-set"],
  ["bft-root", "genesis-aggregator", "mongo"],
  ["export-public"],
  ["aggregator-proxy", "config-upload"],
  ["aggregator"],
];
const SERVICES = ["aggregator", "aggregator-proxy", "bft-root", "mongo"];

/** Files that are made once: a second one would be a second chain. */
const MADE_ONCE = [
  "genesis-root/keys.json",
  "genesis-root/trust-base.json",
  "genesis-aggregator/keys.json",
  "genesis-aggregator/shard-conf-7_0.json",
];
const STAMPS = ["genesis-root", "genesis-aggregator", "public"].map((at) => `${at}/genesis.json`);

/** Those of these files that are there, with their SHA-256. */
async function sumsOf(stack: Stack, files: string[]): Promise<Record<string, string>> {
  const lines = (await inVolumes(stack, `sha256sum ${files.join(" ")} 2>/dev/null || true`)).split("\n");
  return Object.fromEntries(lines.filter(Boolean).map((line) => line.split(/ +/).reverse()));
}

/** What the stamps of volumes say. */
async function stampsOf(stack: Stack, ...volumes: string[]): Promise<object[]> {
  const read = volumes.map((volume) => `tr -d '\\n' <${volume}/genesis.json; echo`).join("\n");
  return (await inVolumes(stack, read)).split("\n").map((stamp) => JSON.parse(stamp));
}

/** The client and all that it started, in a process group of its own. */
function startClient(stack: Stack) {
  const { args, env } = stack.upCommand;
  const client = execa("docker", args, { env, detached: true, reject: false, stdin: "ignore" });
  return {
    ended: client,
    kill: () => process.kill(-(client.pid ?? 0), "SIGKILL"),
  };
}

/** Kills the process of a container by its id on the host, so that its restart policy holds. */
async function killProcess(container: string): Promise<void> {
  await killOnHost(Number(await docker("inspect", "--format", "{{.State.Pid}}", container)));
}

/** The same `up` again ends with one chain: what had been made before is what is used. */
async function expectOneChain(stack: Stack): Promise<void> {
  const before = await sumsOf(stack, MADE_ONCE);
  await stack.up();
  await stack.grow();
  const after = await sumsOf(stack, [...MADE_ONCE, ...STAMPS, "public/trust-base.json"]);
  expect(after).toMatchObject(before);
  expect(Object.keys(after)).toHaveLength(MADE_ONCE.length + STAMPS.length + 1);
  expect(after["public/trust-base.json"]).toBe(after["genesis-root/trust-base.json"]);
  expect(new Set(STAMPS.map((stamp) => after[stamp])).size).toBe(1);
  const [exported, database] = await stampsOf(stack, "public", "mongo-data");
  expect(database).toEqual({ ...exported, used: true });
}

withEngine("the phases of a fresh start are those that are tried here", async () => {
  await using stack = await prepareStack("v1");
  expect(phasesOf(stack)).toEqual(PHASES);
});

// Two at a time (`maxConcurrency`): each one is a whole stack.
describe.concurrent("after kill -9 the same `up` ends with a growing chain and one genesis:", () => {
  for (const [index, phase] of PHASES.entries()) {
    const at = `phase ${index}, ${phase.join(" and ")}`;

    for (const job of phase.filter((name) => !SERVICES.includes(name)))
      withEngine(`of the job ${job} (${at})`, async () => {
        await using stack = await prepareStack("v1", { fast: true });
        await stack.compose("create");
        const container = await stack.container(job);
        // So slow that it cannot end before it is killed.
        await docker("update", "--cpus", "0.01", container);
        using events = await startEvents(stack.project);
        const client = startClient(stack);
        await events.started([job]);
        await docker("kill", container);
        expect(await docker("inspect", "--format", "{{.State.ExitCode}}", container)).toBe("137");
        expect((await client.ended).exitCode).not.toBe(0);
        await docker("update", "--cpus", "1", container);
        await expectOneChain(stack);
      });

    for (const service of PHASES.slice(0, index + 1).flat())
      if (SERVICES.includes(service))
        withEngine(`of ${service} (${at})`, async () => {
          await using stack = await prepareStack("v1", { fast: true });
          using events = await startEvents(stack.project);
          const client = startClient(stack);
          await events.started([...phase, service]);
          const container = await stack.container(service);
          await killProcess(container);
          await client.ended;
          await eventually(`${service} is started again by the engine`, async () => {
            const state = await docker(
              "inspect",
              "--format",
              "{{.RestartCount}} {{.State.Running}}",
              container,
            );
            return /^[1-9]\d* true$/.test(state);
          });
          await expectOneChain(stack);
        });

    // When the last one has started the client is at its end.
    if (index < PHASES.length - 1)
      withEngine(`of the client of docker compose (${at})`, async () => {
        await using stack = await prepareStack("v1", { fast: true });
        using events = await startEvents(stack.project);
        const client = startClient(stack);
        await events.started(phase);
        client.kill();
        expect((await client.ended).signal).toBe("SIGKILL");
        await expectOneChain(stack);
      });
  }
});
