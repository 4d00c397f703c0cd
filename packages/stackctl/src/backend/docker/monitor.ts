import { type ContainerFacts, listContainers } from "./containers/facts.ts";
import type { Engine } from "./engine/engine.ts";

/** A look that was made this short a time ago is good enough for another reader, ms. */
const FRESH_MS = 80;

/** Looks at the containers of an instance for several readers at once: those who ask together get one answer. */
export interface Monitor {
  look(): Promise<readonly ContainerFacts[]>;
}

export function createMonitor(docker: Engine, folder: string): Monitor {
  let last: { at: number; containers: Promise<readonly ContainerFacts[]> } | undefined;
  let busy = false;
  return {
    look() {
      if (last && (busy || performance.now() - last.at < FRESH_MS)) return last.containers;
      busy = true;
      const containers = listContainers(docker, folder).finally(() => {
        busy = false;
      });
      last = { at: performance.now(), containers };
      return containers;
    },
  };
}
