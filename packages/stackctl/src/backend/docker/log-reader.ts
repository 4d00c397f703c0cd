import { existsSync } from "node:fs";
import { tailLog } from "../../instance/log-files.ts";
import type { LogReader, Place } from "../backend.ts";
import { followContainer, tailContainer } from "./containers/logs.ts";
import { failedLog } from "./failures.ts";
import { observeInstance } from "./observe.ts";
import { containerOf } from "./view.ts";

/**
 * The logs that the engine keeps; those of an instance that was taken down are gone with its containers, but for those of
 * a start that failed.
 */
export async function containerLogs(place: Place): Promise<LogReader> {
  const existing = await observeInstance(place);
  const found = new Map(
    existing.parts.flatMap((part) =>
      part.stack.services.map(({ name }) => [name, containerOf(existing, part, name)] as const),
    ),
  );
  return {
    services: [...found.keys()],
    async tail(service, lines) {
      const container = found.get(service);
      if (container) return tailContainer(existing.docker, container.id, lines);
      const file = failedLog(place.paths, service);
      return existsSync(file) ? [`(of its last start, which failed: ${file})`, ...tailLog(file, lines)] : [];
    },
    async follow(services, print, signal) {
      const follows = services.flatMap((service) => {
        const container = found.get(service);
        const show = (line: string) => print(service, line);
        return container ? [followContainer(existing.docker, container.id, show, signal)] : [];
      });
      await Promise.all(follows);
    },
  };
}
