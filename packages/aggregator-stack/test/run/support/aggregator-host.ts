import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { createWorld, type Outcome, type World } from "../../../../service-runtime/test/run/support/world.ts";

const repository = resolve(import.meta.dirname, "../../../../..");
export const script = join(repository, "packages/aggregator-stack/run-aggregator.sh");
export const rendered = join(repository, "generated/host/aggregator.yml");
export const renderedV3 = join(repository, "generated/v3/host/aggregator.yml");
const libraryDocker = join(repository, "packages/service-runtime/test/run/fixtures/docker");
export const composeDocker = resolve(import.meta.dirname, "../fixtures/docker");

export const domain = "aggregator-dev.example.org";
export const tls = ["--domain", domain, "--ssl-email", "ops@example.org"] as const;
export const trustBase = '{"version":1,"networkId":3}\n';
export const sha256 = createHash("sha256").update(trustBase).digest("hex");

/** References of a rendered file. */
const imagesOf = (file: string): string[] => [
  ...new Set(
    [...readFileSync(file, "utf8").matchAll(/^ {4}image: (.+)$/gm)].map(([, image]) => String(image)),
  ),
];
/** Number of services of the rendered file without those of a profile. */
export const services =
  (readFileSync(rendered, "utf8").match(/^ {4}container_name:/gm)?.length ?? 0) -
  (readFileSync(rendered, "utf8").match(/^ {4}profiles:/gm)?.length ?? 0);
const imageOf = (part: string) => imagesOf(rendered).find((image) => image.includes(part)) as string;
export const toolsImage = imageOf("/aggregator-tools:");
export const mongoImage = imageOf("mongo:");

/** What the door answers by https and inside its container. */
export interface Answers {
  /** Height that stands still; without it the first question is answered with 4, and each one with one more. */
  readonly height?: string;
  readonly sum?: string;
  readonly generation?: string;
}

export interface AggregatorHost extends World {
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>;
  /** Attributes of the next container of a service, e.g. how a job ends. */
  becomes(service: string, attributes: Readonly<Record<string, string>>): void;
  answers(answers: Answers): void;
  /** Compose's `up` goes on after it has started everything, until the function that this returns is called; 60 s at most. */
  holdUp(): () => void;
  removeImage(reference: string): void;
  /** Compose's changes: `up`, `stop` and `down`. */
  changes(): string[];
  /** Environment of the last `up`, as `env` prints it. */
  environment(): string;
  /** Folder in which a start leaves its settings. */
  readonly state: string;
}

/** A host with HAProxy, Compose and all images of a rendered file, on which the chain grows. */
export async function createAggregatorHost(file = rendered): Promise<AggregatorHost> {
  const world = await createWorld();
  mkdirSync(join(world.engine, "compose"));
  rmSync(join(world.folder, "bin/docker"));
  symlinkSync(composeDocker, join(world.folder, "bin/docker"));
  world.write("networks/haproxy-net", "");
  world.container("haproxy", { networks: "haproxy-net", address: "172.31.0.2 haproxy", service: "" });
  world.api("/v1/health", 200, { status: "healthy" });
  world.api(`/v1/backends/${domain}`, 200, {
    domain,
    container: "unicity-aggregator-proxy",
    https_port: 443,
  });
  const pathOf = (image: string) => `images/${image.replaceAll("/", "_")}`;
  for (const image of imagesOf(file)) world.write(pathOf(image), "");
  const answers = (values: Answers) => world.program("curl", curl(values));
  answers({});
  const run: World["run"] = (args, options = {}) =>
    world.run(args, { ...options, env: { FAKE_DOCKER: libraryDocker, ...options.env } });
  return {
    ...world,
    run,
    start: (args, env = {}) =>
      run(args, { script, env: { HEALTH_TIMEOUT: "20", HEIGHT_TIMEOUT: "10", ...env } }),
    becomes: (service, attributes) => {
      const lines = Object.entries(attributes).map(([name, value]) => `${name}=${value}\n`);
      world.write(`compose/${service}`, lines.join(""));
    },
    answers,
    holdUp: () => {
      world.write("compose/slow", "60");
      return () => rmSync(join(world.engine, "compose/slow"));
    },
    removeImage: (reference) => rmSync(join(world.engine, pathOf(reference))),
    environment: () => world.read("compose.environment"),
    changes: () => world.calls().filter((call) => /^compose .*\b(up|stop|down)\b/.test(call)),
    state: join(world.folder, ".local/state/unicity-host/unicity/aggregator"),
  };
}

function curl({ height = "$((4 + asked))", sum = sha256, generation = "v1" }: Answers): string {
  return `printf '%s\\n' "$*" >>"$FAKE_ENGINE/curl-calls"
case "$*" in
  *get_block_height*)
    asked=0
    [[ ! -e $FAKE_ENGINE/asked ]] || read -r asked <"$FAKE_ENGINE/asked"
    printf '%s\\n' "$((asked + 1))" >"$FAKE_ENGINE/asked"
    printf '{"jsonrpc":"2.0","id":1,"result":{"blockNumber":"%s"}}' "${height}" ;;
  *--write-out*) printf 200 ;;
  *trust-base.json.sha256*) printf '%s  trust-base.json' '${sum}' ;;
  *trust-base.json*) printf '%s\\n' '${trustBase.trim()}' ;;
  *unicity-stack.json*) printf '{"generation":"${generation}","genesisId":"abcd"}' ;;
esac`;
}
