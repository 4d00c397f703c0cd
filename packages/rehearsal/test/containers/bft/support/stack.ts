import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import { docker, startNetwork, uniqueName } from "../../../support/engine.ts";
import { killOnHost } from "../../matrix/support/host-process.ts";
import { type DoubledGeneration, standInImages } from "./images.ts";

const generated = resolve(import.meta.dirname, "../../../../../../generated");
const FILES: Record<DoubledGeneration, string> = { v1: "aggregator.yml", v3: "v3/aggregator.yml" };
const START_MS = 120_000;

/** The services of a committed aggregator.yml on doubles of their images, in a project of their own. */
export interface Stack extends AsyncDisposable {
  /** Runs `docker compose` with the file. */
  compose(...args: string[]): Promise<string>;
  /** Starts everything, and returns when Compose does. */
  up(): Promise<void>;
  /** Address of the door on this host. */
  url(): Promise<string>;
  trustBase(): Promise<unknown>;
  /** The block height; undefined while nobody answers. */
  height(): Promise<number | undefined>;
  /** Waits until the height was seen to grow. @returns the new height */
  grow(): Promise<number>;
  /** Ends the process of a service by KILL, and waits until its restart policy has brought it back. */
  kill(service: string): Promise<void>;
}

interface ComposeFile {
  services: Record<string, { image: string; healthcheck?: { test?: string[] } }>;
}

export async function prepareStack(generation: DoubledGeneration): Promise<Stack> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-bft-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const network = stack.use(await startNetwork());
  const env = { STACK_PROJECT: uniqueName("bft"), STACK_NETWORK: network.name, AGGREGATOR_PORT: "0" };
  const files = ["--file", join(generated, FILES[generation])];
  const run = async (args: readonly string[]) =>
    (await execa("docker", ["compose", ...files, ...args], { env, timeout: START_MS, stdin: "ignore" }))
      .stdout;
  const file = JSON.parse(await run(["config", "--format", "json", "--no-interpolate"])) as ComposeFile;
  const override = join(folder, "override.json");
  await writeFile(override, JSON.stringify(await overrideOf(file, generation)));
  files.push("--file", override);
  stack.defer(async () => void (await run(["down", "--volumes", "--timeout", "5"])));
  const container = async (service: string) => (await run(["ps", "--all", "--quiet", service])).trim();
  const url = async () => {
    const port = await docker("port", await container("aggregator-proxy"), "8080");
    return `http://${port.split("\n")[0]}`;
  };
  const kept = stack.move();
  const self: Stack = {
    compose: (...args) => run(args),
    async up() {
      await run(["up", "--detach"]).catch(async (error) => {
        throw new Error(`not up\n${await run(["logs", "--no-color", "--tail", "20"])}`, { cause: error });
      });
    },
    url,
    trustBase: async () => (await fetch(`${await url()}/.well-known/trust-base.json`)).json(),
    height: async () => heightOf(await url()),
    grow: () => grow(self),
    async kill(service) {
      const state = async () =>
        (
          await docker("inspect", "--format", "{{.State.Pid}} {{.RestartCount}}", await container(service))
        ).split(" ");
      const [pid, restarts] = await state();
      await killOnHost(Number(pid));
      await eventually(`a restart of ${service}`, async () => {
        const [now, count] = await state();
        return Number(count) > Number(restarts) && now !== "0";
      });
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
  return self;
}

/** The doubles, and probes each second instead of every ten: the order of the start is what is tried here. */
async function overrideOf({ services }: ComposeFile, generation: DoubledGeneration): Promise<object> {
  const references = Object.values(services).map(({ image }) => image);
  const images = await standInImages(references, generation);
  const entries = Object.entries(services).map(([name, { image, healthcheck }]) => [
    name,
    { image: images.get(image), ...(healthcheck && { healthcheck: { interval: "1s" } }) },
  ]);
  return { services: Object.fromEntries(entries) };
}

async function heightOf(url: string): Promise<number | undefined> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "get_block_height", params: {} });
  const headers = { "content-type": "application/json" };
  try {
    const answer = await fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout(5_000) });
    const { result } = (await answer.json()) as { result?: { blockNumber: string } };
    return result && Number(result.blockNumber);
  } catch {
    return undefined;
  }
}

async function grow(stack: Stack): Promise<number> {
  let first: number | undefined;
  let latest: number | undefined;
  await eventually("a growing height", async () => {
    latest = await stack.height();
    first ??= latest;
    return first !== undefined && latest !== undefined && latest > first;
  }).catch(async (error) => {
    throw new Error(await stack.compose("logs", "--no-color", "--tail", "20"), { cause: error });
  });
  return latest as number;
}

/** Looks every 100 ms until it holds. @throws Error after a minute */
export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await delay(100);
  }
}
