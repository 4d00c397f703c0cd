import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { hasEngine } from "../../../support/engine.ts";
import { type Faucet, prepareFaucet } from "./faucet.ts";
import type { AgentName } from "./image.ts";
import { type Network, startDevnet } from "./network.ts";
import { eventually } from "./wait.ts";

/** Key of the faucets in these tests. */
export const API_KEY = "key-of-the-test";

/** A network with one faucet that the tests of a `describe` share. */
export interface Shared {
  network: Network;
  faucet: Faucet;
}

/** Starts it before the first test and removes it after the last one. @returns what is there while tests run */
export function sharedFaucet(agent: AgentName): () => Shared {
  const stack = new AsyncDisposableStack();
  let shared: Shared | undefined;
  beforeAll(async () => {
    if (!hasEngine && process.env.CI !== "true") return;
    const folder = await mkdtemp(join(tmpdir(), "rehearsal-api-key-"));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, "api-key"), API_KEY, { mode: 0o600 });
    const network = stack.use(await startDevnet());
    const faucet = stack.use(await prepareFaucet(network, { agent }));
    await faucet.up({
      environment: { FAUCET_API_KEY_FILE: "/run/secrets/api-key" },
      service: { volumes: [`${folder}/api-key:/run/secrets/api-key:ro`] },
    });
    await eventually("it is ready", async () => (await faucet.get("/ready")).status === 200);
    shared = { network, faucet };
  });
  afterAll(() => stack.disposeAsync());
  return () => {
    if (!shared) throw new Error("The shared faucet did not start.");
    return shared;
  };
}

/** A name that no other wallet of this test run has. */
export function freshNametag(): string {
  return `w-${randomBytes(6).toString("hex")}`;
}
