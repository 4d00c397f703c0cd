import type { LogReader, Place } from "../backend.ts";
import { followContainer, tailContainer } from "./containers/logs.ts";
import { observeInstance } from "./observe.ts";
import { containerOf } from "./view.ts";

/** The logs that the engine keeps; those of an instance that was taken down are gone with its containers. */
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
      return container ? tailContainer(existing.docker, container.id, lines) : [];
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
