import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { DevnetError } from "../errors.ts";
import type { ServiceEndpoint } from "./run-service.ts";

/** Longest wait for a service that is starting, ms; whoever starts it gives up sooner. */
const PATIENCE_MS = 60_000;
const POLL_MS = 10;

/**
 * Waits until a service listens that is told by its `endpoint.json`.
 *
 * @param address a `file:` URL of that file; any other address is that of the service already
 * @returns the address of the service
 * @throws DevnetError `SERVICE_NOT_FOUND` when it does not listen in time
 */
export async function locateService(address: string, patienceMs = PATIENCE_MS): Promise<string> {
  if (!address.startsWith("file:")) return address;
  const file = fileURLToPath(address);
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const url = readUrl(file);
    if (url !== undefined) return url;
    if (performance.now() > deadline) throw notFound(file, patienceMs);
    await delay(POLL_MS);
  }
}

function readUrl(file: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as ServiceEndpoint).url;
  } catch {
    return undefined;
  }
}

function notFound(file: string, patienceMs: number): DevnetError {
  return new DevnetError({
    code: "SERVICE_NOT_FOUND",
    what: `A service that is used here did not say within ${patienceMs / 1000} s where it listens.`,
    where: file,
    cause: "It was not started, or ended.",
    next: "Start it on this data folder, or give its address.",
  });
}
