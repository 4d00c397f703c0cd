import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { composeContainer, docker, uniqueName } from "../../support/engine.ts";

const generated = resolve(import.meta.dirname, "../../../../../generated");

const { stdout: engine } = spawnSync("docker", ["version", "--format", "{{.Server.Version}}"], {
  encoding: "utf8",
  timeout: 60_000,
});
/**
 * Who waits until a service is healthy waits for its first probe, which the files have after 10 s. A probe costs much: where
 * the engine knows a pace for the start alone, that one is changed.
 */
const healthcheck = Number.parseInt(engine, 10) >= 25 ? { start_interval: "1s" } : { interval: "2s" };

export interface ComposeServiceOptions {
  /** Compose file below generated/. */
  file: string;
  service: string;
  /** Reference of its image. */
  image: string;
  /** Variables of the file; `STACK_PROJECT` is its own. */
  variables: Record<string, string>;
  /** Without the services that it depends on. */
  alone?: boolean;
}

export interface StartOptions {
  environment?: Record<string, string>;
  /** Further keys of the service in a Compose override. */
  service?: object;
  /** Further top-level parts of the override. */
  override?: object;
}

/** One service of a committed Compose file with an image of this checkout, in a project of its own. */
export interface ComposeService extends AsyncDisposable {
  /** Starts it, or starts it anew with other settings, and waits until it is healthy. */
  up(options?: StartOptions): Promise<void>;
  /** Starts it, or starts it anew with other settings, and does not wait. */
  start(options?: StartOptions): Promise<void>;
  /** Starts it without waiting, and never again by itself. @returns its exit code and log */
  upUntilEnd(options?: StartOptions): Promise<{ code: number; log: string }>;
  container(): Promise<string>;
  log(): Promise<string>;
  /** `127.0.0.1:PORT` of a published port. */
  published(port: number): Promise<string>;
  /** Runs a command in the container; never rejects because of how it ended. */
  run(...command: string[]): Promise<{ exitCode: number | undefined; stdout: string; stderr: string }>;
  /** What `service-status` prints. */
  status(): Promise<{ health: string; failures: string[]; warnings: string[] }>;
}

export async function prepareService(options: ComposeServiceOptions): Promise<ComposeService> {
  const { file, service, image, variables, alone = false } = options;
  const only = alone ? ["--no-deps", service] : [service];
  const folder = await mkdtemp(join(tmpdir(), `rehearsal-${service}-`));
  const overrideFile = join(folder, "override.json");
  const project = uniqueName(service);
  const compose = (...args: string[]) =>
    execa("docker", ["compose", "--file", join(generated, file), "--file", overrideFile, ...args], {
      timeout: 300_000,
      stdin: "ignore",
      env: { STACK_PROJECT: project, ...variables },
    });
  const override = ({ environment = {}, service: keys, override: parts }: StartOptions, restart?: string) => {
    const own = { image, environment, ...(restart && { restart }), ...keys };
    return writeFile(overrideFile, JSON.stringify({ ...parts, services: { [service]: own } }));
  };
  // Recreating in place would leave the unnamed volume of the base image behind.
  const remove = () => compose("rm", "--stop", "--force", "--volumes", service);
  const container = () => composeContainer(project, service);
  const log = async () => (await execa("docker", ["logs", await container()], { all: true })).all;
  const run = async (...command: string[]) => {
    const limits = { reject: false, timeout: 300_000, stdin: "ignore" } as const;
    const { exitCode, stdout, stderr } = await execa(
      "docker",
      ["exec", await container(), ...command],
      limits,
    );
    return { exitCode, stdout, stderr };
  };
  await override({});
  return {
    container,
    log,
    run,
    async up(start = {}) {
      await override({ ...start, service: { healthcheck, ...start.service } });
      await remove();
      await compose("up", "--detach", "--wait", "--wait-timeout", "90", ...only).catch(async (error) => {
        throw new Error(`${service} is not healthy\n${await log()}`, { cause: error });
      });
    },
    async start(start = {}) {
      await override(start);
      await remove();
      await compose("up", "--detach", ...only);
    },
    async upUntilEnd(start = {}) {
      await override(start, "no");
      await remove();
      await compose("up", "--detach", ...only);
      const code = Number(await docker("wait", await container()));
      return { code, log: await log() };
    },
    async published(port) {
      return (await docker("port", await container(), String(port))).split("\n")[0] ?? "";
    },
    async status() {
      return JSON.parse((await run("service-status")).stdout);
    },
    async [Symbol.asyncDispose]() {
      await compose("down", "--volumes", "--timeout", "0");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
