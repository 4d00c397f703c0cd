import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { docker, uniqueName } from "../../../support/engine.ts";
import { faucetImage } from "./image.ts";
import type { Network } from "./network.ts";

const generated = resolve(import.meta.dirname, "../../../../../../generated");

/** Phrase of the faucet in these tests: everybody knows it. */
export const MNEMONIC = "test test test test test test test test test test test junk";
/** Another valid one. */
export const OTHER_MNEMONIC =
  "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

export interface FaucetOptions {
  /** Content of the mnemonic file, which is 0600 and belongs to uid 1234. */
  mnemonic?: string;
  environment?: Record<string, string>;
  /** Further keys of the service in a Compose override. */
  service?: object;
  /** Further top-level parts of the override. */
  override?: object;
}

/** The committed Compose file of the faucet with the image of this checkout. */
export interface Faucet extends AsyncDisposable {
  /** Starts it, or starts it anew with other settings, and waits until it is healthy. */
  up(options?: FaucetOptions): Promise<void>;
  /** Starts it without waiting, and never again by itself. @returns its exit code and log */
  upUntilEnd(options?: FaucetOptions): Promise<{ code: number; log: string }>;
  url(): Promise<string>;
  ask(body: object): Promise<{ status: number; json: Record<string, unknown> }>;
  get(path: string): Promise<{ status: number; json: Record<string, unknown> }>;
  container(): Promise<string>;
  log(): Promise<string>;
}

/** @param file below generated/ @param variables of the Compose file, beside those that every faucet needs */
export async function prepareFaucet(
  network: Pick<Network, "name">,
  file = "faucet.yml",
  variables: Record<string, string> = {},
): Promise<Faucet> {
  const composeFile = join(generated, file);
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-faucet-"));
  const project = uniqueName("faucet");
  const secret = join(folder, "mnemonic");
  const overrideFile = join(folder, "override.json");
  const compose = (...args: string[]) =>
    execa("docker", ["compose", "--file", composeFile, "--file", overrideFile, ...args], {
      timeout: 110_000,
      stdin: "ignore",
      env: {
        STACK_PROJECT: project,
        STACK_NETWORK: network.name,
        FAUCET_PORT: "0",
        FAUCET_MNEMONIC_FILE: secret,
        RELAY_URL: "ws://relay:8080",
        AGGREGATOR_URL: "http://aggregator:3000",
        TRUST_BASE_URL: "http://aggregator:3000/.well-known/trust-base.json",
        ...variables,
      },
    });
  const prepare = async (options: FaucetOptions, restart?: string) => {
    await rm(secret, { force: true });
    await writeFile(secret, `${options.mnemonic ?? MNEMONIC}\n`, { mode: 0o600 });
    if (process.getuid?.() === 0) await chown(secret, 1234, 1234);
    const service = {
      image: await faucetImage(),
      environment: options.environment ?? {},
      ...(restart && { restart }),
      ...options.service,
    };
    await writeFile(overrideFile, JSON.stringify({ services: { faucet: service }, ...options.override }));
  };
  // Recreating in place would leave the unnamed volume of the base image behind.
  const remove = () => compose("rm", "--stop", "--force", "--volumes", "faucet");
  const container = async () => (await compose("ps", "--all", "--quiet", "faucet")).stdout.trim();
  const url = async () => `http://${(await docker("port", await container(), "8080")).split("\n")[0]}`;
  const log = async () => (await execa("docker", ["logs", await container()], { all: true })).all;
  return {
    url,
    container,
    log,
    async up(options = {}) {
      await prepare(options);
      await remove();
      await compose("up", "--detach", "--wait", "--wait-timeout", "90");
    },
    async upUntilEnd(options = {}) {
      await prepare(options, "no");
      await remove();
      await compose("up", "--detach");
      const code = Number(await docker("wait", await container()));
      return { code, log: await log() };
    },
    async ask(body) {
      const request = { method: "POST", body: JSON.stringify(body) };
      const response = await fetch(`${await url()}/api/v1/faucet/request`, request);
      return { status: response.status, json: (await response.json()) as Record<string, unknown> };
    },
    async get(path) {
      const response = await fetch(`${await url()}${path}`);
      return { status: response.status, json: (await response.json()) as Record<string, unknown> };
    },
    async [Symbol.asyncDispose]() {
      if (!(await exists(overrideFile))) await writeFile(overrideFile, "{}");
      await compose("down", "--volumes", "--timeout", "5");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function exists(file: string): Promise<boolean> {
  const { access } = await import("node:fs/promises");
  return access(file).then(
    () => true,
    () => false,
  );
}
