import { cpSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { connectControl } from "@unicity-sphere/devnet/control";
import type { Operation, UpRequest } from "../../backend/backend.ts";
import { embeddedBackend } from "../../backend/embedded/index.ts";
import { startService } from "../../backend/embedded/start-service.ts";
import { sessionOf } from "../../backend/embedded/state.ts";
import { stopServices } from "../../backend/embedded/take-down.ts";
import { withInstance } from "../../commands/with-instance.ts";
import { makeFolder } from "../../instance/atomic-file.ts";
import type { OperationLock } from "../../instance/lock.ts";
import { endpointsOf, healthNow } from "./endpoints.ts";
import type { SoakHost } from "./host.ts";
import { claim } from "./owner.ts";
import { finishing, quietOperation, type Surroundings } from "./place.ts";
import { removeInstance } from "./remove.ts";

/**
 * An embedded instance of the soak's own, on free ports; nothing of it is left after `end`.
 *
 * @param faults its services take faults
 */
export async function createdHost(
  around: Surroundings,
  instance: string,
  faults: boolean,
): Promise<SoakHost> {
  const operation = await quietOperation(around, instance);
  const { paths } = operation;
  claim(paths);
  const up = async () => {
    await locked(operation, (lock) => embeddedBackend.up(operation, requestOf(operation, faults), lock));
    return endpointsOf(embeddedBackend, operation);
  };
  return {
    start: up,
    renew: async () => {
      await locked(operation, async () => {
        const { plan } = await embeddedBackend.planWipe(operation, { secrets: true, certs: true });
        await embeddedBackend.wipe(operation, plan);
      });
      return up();
    },
    ...(faults && {
      control: () => connectControl(paths.control),
      restartRelay: (downMs: number) => restartRelay(operation, downMs),
    }),
    health: () => healthNow(embeddedBackend, operation, around.interrupts.force),
    saveLogs: (folder) => copyQuietly(paths.logs, folder),
    wallets: walletFolder(paths.file("wallets")),
    end: () => removeInstance(operation),
  };
}

/** Also when the reader has interrupted meanwhile: a relay that stays down would make what is on its way look lost. */
async function restartRelay(operation: Operation, downMs: number): Promise<void> {
  const work = finishing(operation);
  await locked(work, async () => {
    const session = sessionOf(work);
    const definition = session.stack.services.find(({ name }) => name === "relay");
    const port = session.state.services.relay?.port;
    if (!definition || port === undefined) return;
    await stopServices(session, [definition.name]);
    await delay(downMs);
    await startService(session, definition, port, work.interrupts.signal);
  });
}

function requestOf({ instance, paths }: Operation, faults: boolean): UpRequest {
  const nothing = { options: {}, parts: [], images: {} };
  const control = faults && { control: true as const };
  return { instance, profile: "embedded", root: paths.root, portBase: 0, ...nothing, ...control };
}

function locked<T>(operation: Operation, work: (lock: OperationLock) => Promise<T>): Promise<T> {
  const { home, instance, interrupts } = operation;
  return withInstance({ home, instance, verb: "soak", signal: interrupts.signal }, work);
}

function walletFolder(folder: string): string {
  makeFolder(folder, 0o700);
  return folder;
}

function copyQuietly(from: string, to: string): void {
  try {
    cpSync(from, to, { recursive: true });
  } catch {
    // The report is worth having without them.
  }
}
