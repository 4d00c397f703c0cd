import type { BackendName } from "../instance/state.ts";
import type { Backend } from "./backend.ts";

/** Loads a backend when it is used: containers need more code than processes. */
export async function loadBackend(name: BackendName): Promise<Backend> {
  return name === "docker"
    ? (await import("./docker/index.ts")).dockerBackend
    : (await import("./embedded/index.ts")).embeddedBackend;
}
