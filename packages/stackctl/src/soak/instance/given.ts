import { rmSync } from "node:fs";
import { loadBackend } from "../../backend/load.ts";
import { makeFolder } from "../../instance/atomic-file.ts";
import { instancePaths } from "../../instance/folders.ts";
import { requireInstance } from "../../instance/view.ts";
import { endpointsOf, healthNow } from "./endpoints.ts";
import type { SoakHost } from "./host.ts";
import { claim } from "./owner.ts";
import { quietOperation, type Surroundings } from "./place.ts";

/**
 * A running instance of somebody else: it is used, and never changed.
 *
 * @param own name of a folder for the wallets, which are deleted at the end
 * @throws StackError `INSTANCE_UNKNOWN`, exit 2
 */
export async function givenHost(around: Surroundings, instance: string, own: string): Promise<SoakHost> {
  const state = requireInstance(around.home, instance);
  const place = await quietOperation(around, instance);
  const backend = await loadBackend(state.backend);
  const paths = instancePaths(around.home, own);
  const endpoints = await endpointsOf(backend, place);
  claim(paths);
  const wallets = paths.file("wallets");
  makeFolder(wallets, 0o700);
  return {
    start: async () => endpoints,
    health: () => healthNow(backend, place, around.interrupts.force),
    saveLogs: () => {},
    wallets,
    end: async () => rmSync(paths.root, { recursive: true, force: true }),
  };
}
