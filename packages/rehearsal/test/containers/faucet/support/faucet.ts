import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ComposeService, prepareService, type StartOptions } from "../../support/compose-service.ts";
import { type AgentName, faucetImage } from "./image.ts";
import type { Network } from "./network.ts";

/** Phrase of the faucet in these tests: everybody knows it. */
export const MNEMONIC = "test test test test test test test test test test test junk";
/** Another valid one. */
export const OTHER_MNEMONIC =
  "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

export interface FaucetStart extends StartOptions {
  /** Content of the mnemonic file, which is 0600 and belongs to uid 1234. */
  mnemonic?: string;
}

/** Status and JSON body. */
export interface Answer {
  status: number;
  json: Record<string, unknown>;
}

/** The committed Compose file of the faucet with the image of this checkout. */
export interface Faucet extends Omit<ComposeService, "up" | "upUntilEnd"> {
  readonly agent: AgentName;
  /** Starts it, or starts it anew with other settings, and waits until it is healthy. */
  up(options?: FaucetStart): Promise<void>;
  /** Starts it without waiting, and never again by itself. @returns its exit code and log */
  upUntilEnd(options?: FaucetStart): Promise<{ code: number; log: string }>;
  url(): Promise<string>;
  ask(body: object, headers?: Record<string, string>): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
}

export interface PrepareOptions {
  agent?: AgentName;
  /** Compose file below generated/. */
  file?: string;
  /** Variables of the file, beside those that every faucet needs. */
  variables?: Record<string, string>;
}

export async function prepareFaucet(
  network: Pick<Network, "name">,
  { agent = "builtin", file = "faucet.yml", variables = {} }: PrepareOptions = {},
): Promise<Faucet> {
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-mnemonic-"));
  const secret = join(folder, "mnemonic");
  const service = await prepareService({
    ...{ file, service: "faucet", image: await faucetImage(agent) },
    variables: {
      STACK_NETWORK: network.name,
      FAUCET_PORT: "0",
      FAUCET_MNEMONIC_FILE: secret,
      RELAY_URL: "ws://relay:8080",
      AGGREGATOR_URL: "http://aggregator:3000",
      TRUST_BASE_URL: "http://aggregator:3000/.well-known/trust-base.json",
      ...variables,
    },
  });
  const prepare = async ({
    mnemonic = MNEMONIC,
    environment,
    ...rest
  }: FaucetStart): Promise<StartOptions> => {
    await rm(secret, { force: true });
    await writeFile(secret, `${mnemonic}\n`, { mode: 0o600 });
    if (process.getuid?.() === 0) await chown(secret, 1234, 1234);
    return { environment: { FAUCET_AGENT: agent, ...environment }, ...rest };
  };
  const url = async () => `http://${await service.published(8080)}`;
  const send = async (path: string, request: RequestInit): Promise<Answer> => {
    // A connection of its own: one that was kept may be of a container that was stopped since.
    const headers = { ...request.headers, connection: "close" };
    const response = await fetch(`${await url()}${path}`, { ...request, headers });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  };
  return {
    ...service,
    agent,
    url,
    up: async (options = {}) => service.up(await prepare(options)),
    upUntilEnd: async (options = {}) => service.upUntilEnd(await prepare(options)),
    get: (path, headers = {}) => send(path, { headers }),
    ask: (body, headers = {}) =>
      send("/api/v1/faucet/request", { method: "POST", body: JSON.stringify(body), headers }),
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
