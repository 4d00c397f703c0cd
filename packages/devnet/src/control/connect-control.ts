import { randomBytes } from "node:crypto";
import { DevnetError } from "../errors.ts";
import { callService } from "./call-service.ts";
import { type Call, heightResult, roundsResult, snapshotsResult } from "./messages.ts";
import { type KeptSnapshot, unknownSnapshot } from "./snapshots.ts";
import { SERVICE_NAMES, type ServiceName, type StackControl } from "./stack-control.ts";

/**
 * What the faucet has noted as done is then in relay and aggregator too, which are asked later; and what the relay has
 * is certified. What it has not noted yet it does again, with the same tokens.
 */
const ORDER_OF_SNAPSHOT: readonly ServiceName[] = ["faucet", "relay", "aggregator"];
/** The faucet goes on with earlier requests at once, and then needs the earlier state of the others. */
const ORDER_OF_REVERT: readonly ServiceName[] = ["aggregator", "relay", "faucet"];

/**
 * Controls the services whose sockets are in a folder; nothing is connected before the first call.
 *
 * @param folder `<instance folder>/control`
 */
export function connectControl(folder: string): StackControl {
  const call = (service: ServiceName, message: Call) => callService(folder, service, message);
  return {
    fault: async (service, fault) => void (await call(service, { call: "fault", fault })),
    clearFaults: async (service) => {
      const services = service ? [service] : [...(await keptByRunning(folder)).keys()];
      await Promise.all(services.map((each) => call(each, { call: "clear-faults" })));
    },
    setRounds: async (mode) => void (await call("aggregator", { call: "rounds", mode })),
    getRounds: async () => roundsResult.parse(await call("aggregator", { call: "rounds-mode" })).mode,
    nextRound: async () =>
      BigInt(heightResult.parse(await call("aggregator", { call: "next-round" })).height),
    snapshot: async () => {
      const services = [...(await keptByRunning(folder)).keys()];
      const id = randomBytes(8).toString("hex");
      try {
        for (const service of inOrder(ORDER_OF_SNAPSHOT, services)) {
          await call(service, { call: "snapshot", id, services });
        }
      } catch (error) {
        await Promise.allSettled(services.map((service) => call(service, { call: "forget", id })));
        throw error;
      }
      return id;
    },
    revert: async (id) => {
      const services = servicesOf(id, await keptByRunning(folder));
      for (const service of inOrder(ORDER_OF_REVERT, services)) await call(service, { call: "revert", id });
    },
    forget: async (id) => {
      const services = [...(await keptByRunning(folder)).keys()];
      await Promise.all(services.map((service) => call(service, { call: "forget", id })));
    },
  };
}

/** The services that run, each with its snapshots. @throws DevnetError `CONTROL_UNREACHABLE` when there is none */
async function keptByRunning(folder: string): Promise<Map<ServiceName, KeptSnapshot[]>> {
  const running = new Map<ServiceName, KeptSnapshot[]>();
  let unreachable: DevnetError | undefined;
  const asked = SERVICE_NAMES.map((service) => callService(folder, service, { call: "snapshots" }));
  for (const [index, answer] of (await Promise.allSettled(asked)).entries()) {
    if (answer.status === "fulfilled") {
      running.set(SERVICE_NAMES[index] as ServiceName, snapshotsResult.parse(answer.value));
    } else if (answer.reason instanceof DevnetError && answer.reason.code === "CONTROL_UNREACHABLE") {
      unreachable = answer.reason;
    } else throw answer.reason;
  }
  if (running.size === 0 && unreachable) throw unreachable;
  return running;
}

/** The services of a snapshot, when exactly those run and each of them still has it. */
function servicesOf(id: string, running: ReadonlyMap<ServiceName, KeptSnapshot[]>): ServiceName[] {
  const having = [...running].filter(([, kept]) => kept.some((snapshot) => snapshot.id === id));
  const snapshot = having.flatMap(([, kept]) => kept).find((kept) => kept.id === id);
  if (!snapshot) throw unknownSnapshot(id);
  const complete = snapshot.services.every((service) => having.some(([name]) => name === service));
  if (complete && running.size === snapshot.services.length) return snapshot.services;
  throw new DevnetError({
    code: "SNAPSHOT_OF_OTHER_SERVICES",
    what: "The snapshot is not one of the services that run now. Nothing was changed.",
    evidence: `it is of ${snapshot.services.join(", ")}; ${[...running.keys()].join(", ")} run, ${having.map(([name]) => name).join(", ")} have it`,
    cause: "A service was stopped, started or restarted since: snapshots are in memory.",
    next: "Take a snapshot again.",
  });
}

function inOrder(order: readonly ServiceName[], services: readonly ServiceName[]): ServiceName[] {
  return order.filter((service) => services.includes(service));
}
