import { createInterface } from "node:readline";
import { execa } from "execa";

/** What the engine starts in a project. */
export interface StartEvents extends Disposable {
  /** Waits until the containers of these services have started, since this began. @throws Error after five minutes */
  started(services: readonly string[]): Promise<void>;
}

/** Begins to look at the containers of a project. */
export async function startEvents(project: string): Promise<StartEvents> {
  const filters = ["type=container", "event=start", `label=com.docker.compose.project=${project}`];
  const options = filters.flatMap((filter) => ["--filter", filter]);
  const format = '{{index .Actor.Attributes "com.docker.compose.service"}}';
  const seen = new Set<string>();
  const waiting = new Set<() => void>();
  // The engine sends what happened since, so that nothing is missed before the connection stands.
  const since = String(Math.floor(Date.now() / 1000));
  const events = execa("docker", ["events", "--since", since, ...options, "--format", format], {
    reject: false,
    stdin: "ignore",
  });
  createInterface({ input: events.stdout }).on("line", (service) => {
    seen.add(service);
    for (const look of waiting) look();
  });
  return {
    started: (services) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => end(new Error(`not started: ${services.join(", ")}`)), 300_000);
        const end = (error?: Error) => {
          clearTimeout(timer);
          waiting.delete(look);
          if (error) reject(error);
          else resolve();
        };
        const look = () => {
          if (services.every((service) => seen.has(service))) end();
        };
        waiting.add(look);
        look();
      }),
    [Symbol.dispose]: () => void events.kill(),
  };
}
