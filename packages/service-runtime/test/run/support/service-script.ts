import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createWorld, type Outcome, type World, withHaproxy } from "./world.ts";

const repository = resolve(import.meta.dirname, "../../../../..");

/** A service with a run script: `packages/<service>-image/run-<service>.sh`. */
export type Service = "relay" | "faucet";

export const scriptOf = (service: Service) => join(repository, `packages/${service}-image/run-${service}.sh`);
export const versionOfRepository: string = JSON.parse(
  readFileSync(join(repository, "package.json"), "utf8"),
).version;
export const imageOf = (service: Service) => `ghcr.io/unicity-sphere/${service}:${versionOfRepository}`;
/** Stands in for ssl-manager's own library; see its first lines. */
export const upstreamLibrary = {
  SSL_MANAGER_RUN_LIB: resolve(import.meta.dirname, "../fixtures/upstream-run-lib.sh"),
};
export const tlsOf = (service: Service) =>
  ["--domain", `${service}.example.org`, "--ssl-email", "ops@example.org"] as const;

/** What the container of a start got. */
export interface Started {
  /** Values of a flag of `docker create`, in their order. */
  values(flag: string): string[];
  readonly list: string[];
  /** `NAME=value` entries, from wherever the library hands them over. */
  readonly environment: string[];
}

export interface ServiceWorld extends World {
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>;
  started(): Started;
}

/** A host with HAProxy and the image of the service, on which what is started becomes healthy. */
export async function createServiceWorld(service: Service): Promise<ServiceWorld> {
  const world = await createWorld();
  withHaproxy(world, service);
  world.write(`images/${imageOf(service).replaceAll("/", "_")}`, "");
  world.write("generated", "made by the image");
  world.next({ health: "healthy", days: "60" });
  const started = () => {
    const { id } = world.containers()[`unicity-${service}`] ?? {};
    const lines = (name: string) => world.read(`containers/${id}/${name}`).trimEnd().split("\n");
    const list = lines("arguments");
    // But for the label by which this library knows its own containers again.
    const values = (flag: string) =>
      list.filter((entry, index) => list[index - 1] === flag && !entry.startsWith("run-library."));
    return {
      list,
      values,
      environment: list.includes("--env-file") ? lines("environment") : values("-e"),
    };
  };
  return {
    ...world,
    start: (args, env = {}) => world.run(args, { script: scriptOf(service), env }),
    started,
  };
}

/** A curl on the host that answers by what it is asked for: the text of the first entry whose words are all in its arguments. */
export function answerCurl(world: World, answers: readonly (readonly [string, string])[]): void {
  writeFileSync(join(world.engine, "curl-calls"), "");
  const cases = answers.map(([words, text]) => `*${words}*) printf %s ${quote(text)} ;;`);
  world.program(
    "curl",
    ['printf "%s\\n" "$*" >>"$FAKE_ENGINE/curl-calls"', 'case "$*" in', ...cases, "esac"].join("\n"),
  );
}
const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
