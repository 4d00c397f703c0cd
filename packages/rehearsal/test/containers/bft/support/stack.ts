import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import { composeContainer, docker, startNetwork, uniqueName } from "../../../support/engine.ts";
import { killOnHost } from "../../matrix/support/host-process.ts";
import type { DoubledGeneration } from "./images.ts";
import { renderMapped } from "./mapped-file.ts";

const START_MS = 120_000;

/** How a test starts the file. */
export interface StackOptions {
  /** A project that exists; its own when left out. */
  project?: string;
  /**
   * For tests in which time is not what counts: root rounds of 200 ms, so that the shard is active after 2 s instead of 10,
   * and a probe each second.
   */
  fast?: boolean;
  /** Port of the door on this host; a free one when left out. */
  port?: number;
  /** Further keys of services. */
  services?: Record<string, object>;
}

/** The services of aggregator.yml on doubles of their images, in a project of their own. */
export interface Stack extends AsyncDisposable {
  readonly project: string;
  /** Name of the network that it shares with others. */
  readonly network: string;
  /** What each service of a plain start waits for. */
  readonly dependencies: Record<string, string[]>;
  /** Reference of the image that a service runs. */
  image(service: string): string;
  /** Runs `docker compose` with the file. */
  compose(...args: string[]): Promise<string>;
  /** Starts everything, and returns when Compose does. */
  up(): Promise<void>;
  /** The same for a start that may fail. */
  tryUp(): Promise<{ exitCode: number | undefined; output: string }>;
  /** The command of both, for who runs it himself. */
  readonly upCommand: { args: string[]; env: Record<string, string> };
  /** Removes the containers with the unnamed volumes of their images; those of the stack stay. */
  down(): Promise<void>;
  /** Id of the container of a service, also of one that has ended. */
  container(service: string): Promise<string>;
  /** What a service or job printed. */
  log(service: string): Promise<string>;
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
  services: Record<
    string,
    {
      image: string;
      command?: string[];
      depends_on?: Record<string, object>;
      profiles?: string[];
      healthcheck?: { test?: string[] };
    }
  >;
}

export async function prepareStack(
  generation: DoubledGeneration,
  options: StackOptions = {},
): Promise<Stack> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-bft-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const network = stack.use(await startNetwork());
  const { project = uniqueName("bft"), port = 0 } = options;
  const env = { STACK_PROJECT: project, STACK_NETWORK: network.name, AGGREGATOR_PORT: String(port) };
  const files = ["--file", join(folder, "aggregator.yml")];
  const { text, file } = await renderedFile(generation);
  await writeFile(join(folder, "aggregator.yml"), text);
  const compose = (args: readonly string[]) =>
    execa("docker", ["compose", ...files, ...args], { env, timeout: START_MS, stdin: "ignore", all: true });
  const run = async (args: readonly string[]) => (await compose(args)).stdout;
  files.push("--file", join(folder, "override.json"));
  await writeFile(join(folder, "override.json"), JSON.stringify(overrideOf(file, options)));
  // Nobody looks at how they end here: they are killed at once.
  stack.defer(async () => void (await run(["down", "--volumes", "--timeout", "0"])));
  const container = (service: string) => composeContainer(project, service);
  const url = async () => {
    const published = await docker("port", await container("aggregator-proxy"), "8080");
    return `http://${published.split("\n")[0]}`;
  };
  const kept = stack.move();
  const self: Stack = {
    project,
    network: network.name,
    dependencies: Object.fromEntries(
      Object.entries(file.services)
        .filter(([, { profiles }]) => profiles === undefined)
        .map(([name, { depends_on = {} }]) => [name, Object.keys(depends_on)]),
    ),
    image: (service) => file.services[service]?.image ?? "",
    upCommand: { args: ["compose", ...files, "up", "--detach"], env },
    compose: (...args) => run(args),
    container,
    log: async (service) => (await execa("docker", ["logs", await container(service)], { all: true })).all,
    async up() {
      await run(["up", "--detach"]).catch(async (error) => {
        throw new Error(`${error.shortMessage}\n${await run(["logs", "--no-color", "--tail", "20"])}`);
      });
    },
    async tryUp() {
      const ended = await compose(["up", "--detach"]).catch((error) => error);
      return { exitCode: ended.exitCode, output: ended.all ?? "" };
    },
    async down() {
      // Nobody finds an unnamed volume again once its container is gone.
      await run(["rm", "--stop", "--force", "--volumes"]);
      await run(["down"]);
    },
    url,
    trustBase: async () => (await ask(`${await url()}/.well-known/trust-base.json`)).json(),
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

/** A Compose file: its text, and what Compose reads in it. */
interface Rendered {
  text: string;
  file: ComposeFile;
}

const rendered = new Map<DoubledGeneration, Promise<Rendered>>();

/** The file of a generation with the doubles in place of its images; rendered once. */
function renderedFile(generation: DoubledGeneration): Promise<Rendered> {
  const known = rendered.get(generation) ?? renderFile(generation);
  rendered.set(generation, known);
  return known;
}

async function renderFile(generation: DoubledGeneration): Promise<Rendered> {
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-bft-file-"));
  try {
    const path = await renderMapped(generation, folder);
    const read = ["compose", "--file", path, "config", "--format", "json", "--no-interpolate"];
    return { text: await readFile(path, "utf8"), file: JSON.parse(await docker(...read)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a test changes of the file. */
function overrideOf(file: ComposeFile, { fast = false, services = {} }: StackOptions): object {
  const entries = Object.entries(file.services).map(([name, { command, healthcheck }]) => [
    name,
    {
      ...(fast && healthcheck && { healthcheck: { interval: "1s" } }),
      ...(fast && name === "bft-root" && { command: [...(command ?? []), "--block-rate", "200"] }),
      ...services[name],
    },
  ]);
  return { services: Object.fromEntries(entries) };
}

/** `fetch` over a connection of its own: one that was kept may be of a container that was stopped since. */
export function ask(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...init, headers: { ...init.headers, connection: "close" } });
}

async function heightOf(url: string): Promise<number | undefined> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "get_block_height", params: {} });
  const headers = { "content-type": "application/json" };
  try {
    const answer = await ask(url, { method: "POST", body, headers, signal: AbortSignal.timeout(5_000) });
    const { result } = (await answer.json()) as { result?: { blockNumber: string } };
    return result && Number(result.blockNumber);
  } catch {
    return undefined;
  }
}

async function grow(stack: Stack): Promise<number> {
  let first: number | undefined;
  let latest: number | undefined;
  let url: string | undefined;
  await eventually("a growing height", async () => {
    url ??= await stack.url();
    latest = await heightOf(url);
    // A door that was started again has another port.
    if (latest === undefined) url = undefined;
    first ??= latest;
    return first !== undefined && latest !== undefined && latest > first;
  }).catch(async (error) => {
    const ready = await ask(`${await stack.url()}/ready`).then((answer) => answer.text(), String);
    const heights = `height ${first}, then ${latest}, at ${await stack.url()}; ready: ${ready}`;
    throw new Error(`${heights}\n${await stack.compose("logs", "--no-color", "--tail", "20")}`, {
      cause: error,
    });
  });
  return latest as number;
}

/** Looks every 300 ms until it holds. @throws Error after that time, in ms */
export async function eventually(
  what: string,
  holds: () => Promise<boolean>,
  timeoutMs = 300_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await delay(300);
  }
}
