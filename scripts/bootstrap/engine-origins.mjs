import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * Follows what containers are created and what is mounted into them, so that a volume without a name can be told from where
 * it came after its container is gone. The engine itself remembers its last 256 events only.
 */
export function followOrigins(start = startEvents) {
  const origins = { containers: new Map(), mounts: new Map() };
  const { lines, stop } = start();
  lines.on("line", (line) => noteEvent(origins, JSON.parse(line)));
  return { of: (volume) => originOf(origins, volume), stop };
}

/** Takes one event of the engine into account. */
export function noteEvent({ containers, mounts }, { Type: type, Action: action, Actor: actor }) {
  const { name, image, container, destination } = actor.Attributes;
  if (type === "container" && action === "create") containers.set(actor.ID, { name, image });
  // The first one made it: those after it share it.
  if (type === "volume" && action === "mount" && !mounts.has(actor.ID))
    mounts.set(actor.ID, { container, destination });
}

/** Where a volume was mounted first; `undefined` when no container with it was seen to start. */
export function originOf({ containers, mounts }, volume) {
  const mount = mounts.get(volume);
  if (!mount) return undefined;
  const { name = mount.container, image = "unknown" } = containers.get(mount.container) ?? {};
  return `first mounted at ${mount.destination} of the container ${name} (image ${image})`;
}

function startEvents() {
  const filters = ["type=container", "event=create", "type=volume", "event=mount"];
  const args = ["events", ...filters.flatMap((filter) => ["--filter", filter]), "--format", "{{json .}}"];
  const client = spawn("docker", args, { stdio: ["ignore", "pipe", "ignore"] });
  // Without a client there are no origins, and the list of what was left is still true.
  client.on("error", () => {});
  // It ends with this process, and does not keep it.
  client.unref();
  client.stdout.unref();
  return { lines: createInterface({ input: client.stdout }), stop: () => client.kill() };
}
