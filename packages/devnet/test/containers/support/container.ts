import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { DEVNET_PORTS } from "../../../src/image.ts";
import { eventually } from "../../faucet/support/eventually.ts";
import type { StackAddresses } from "../../journey/support/wallet.ts";
import { docker, uniqueName } from "./engine.ts";
import { devnetImage } from "./image.ts";

/** Guards against hanging alone: other suites keep the machine busy. */
const HEALTHY_MS = 300_000;

/** Prints the process id of each `unicity-devnet` command as JSON. */
const LIST_PROCESSES = `
  const { readdirSync, readFileSync } = require("node:fs");
  const found = {};
  for (const id of readdirSync("/proc").filter(Number)) {
    try {
      const [, program = "", name] = readFileSync("/proc/" + id + "/cmdline", "utf8").split("\\0");
      if (program.endsWith("/cli.js") && name !== "health") found[name] = Number(id);
    } catch {}
  }
  console.log(JSON.stringify(found));
`;

/** A container of the image with its ports on free ones of loopback. */
export interface Devnet extends AsyncDisposable {
  name: string;
  /** Health by the image's own check: `starting`, `healthy`, `unhealthy`. */
  health(): Promise<string>;
  healthy(): Promise<void>;
  /** Addresses from outside, with the trust base as served now in a file. */
  addresses(): Promise<StackAddresses>;
  /** Runs a command in the container. */
  run(...command: string[]): Promise<string>;
  /** Process ids in the container by service; their supervisor is `stack`. The engine's health check comes and goes. */
  processes(): Promise<Record<string, number>>;
  exitCode(): Promise<number>;
  log(): Promise<string>;
}

/** `docker run --detach` with these options before the image. */
export async function startDevnet(options: string[] = [], args: string[] = []): Promise<Devnet> {
  const name = uniqueName("stack");
  const ports = Object.values(DEVNET_PORTS).flatMap((port) => ["--publish", `127.0.0.1::${port}`]);
  await docker("run", "--detach", "--name", name, ...ports, ...options, await devnetImage(), ...args);
  return containerOf(name);
}

/** A container of the image that exists; removed with its unnamed volumes at the end. */
export async function containerOf(name: string): Promise<Devnet> {
  const folder = await mkdtemp(join(tmpdir(), "devnet-container-"));
  const inspect = (format: string) => docker("inspect", "--format", format, name);
  const health = () => inspect("{{.State.Health.Status}}");
  const log = async () => (await execa("docker", ["logs", name], { all: true })).all;
  const published = async (port: number) => (await docker("port", name, String(port))).split("\n")[0];
  return {
    name,
    health,
    log,
    async healthy() {
      const state = () => inspect("{{.State.Status}} {{.State.Health.Status}}");
      await eventually(
        "the container is healthy",
        async () => {
          const now = await state();
          if (now.startsWith("exited")) throw new Error(`the container ended\n${await log()}`);
          return now === "running healthy";
        },
        HEALTHY_MS,
      ).catch(async (error) => {
        throw new Error(`${error}\n${await inspect("{{json .State.Health}}")}\n${await log()}`);
      });
    },
    async addresses() {
      const [relay, aggregator, faucet] = await Promise.all(Object.values(DEVNET_PORTS).map(published));
      const trustBaseFile = join(folder, "trust-base.json");
      const response = await fetch(`http://${aggregator}/.well-known/trust-base.json`);
      await writeFile(trustBaseFile, await response.text());
      return {
        relayUrl: `ws://${relay}`,
        aggregatorUrl: `http://${aggregator}`,
        faucetUrl: `http://${faucet}`,
        trustBaseFile,
      };
    },
    run: (...command) => docker("exec", name, ...command),
    async processes() {
      return JSON.parse(await docker("exec", name, "node", "-e", LIST_PROCESSES));
    },
    async exitCode() {
      return Number(await docker("wait", name));
    },
    async [Symbol.asyncDispose]() {
      await docker("rm", "--force", "--volumes", name);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
