import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Docker, RunCommand } from "rehearsal";
import { EXIT, StackError } from "../errors.ts";
import type { ImageReferences } from "./images.ts";
import { LABEL, namesOf } from "./names.ts";
import type { ScriptSettings } from "./run-script.ts";
import { waitFor } from "./wait.ts";

const COMPOSE_MS = 180_000;

/** The chain behind the door: one container in place of root node, database and aggregator, and its exported files. */
export async function startAggregatorDouble(
  docker: Docker,
  { id, project, stackNetwork, images, checkout, signal }: AggregatorPlace,
): Promise<void> {
  const { aggregator, genesisVolume, publicVolume } = namesOf(project);
  const label = `${LABEL}=${id}`;
  for (const volume of [genesisVolume, publicVolume])
    await docker.text("volume", "create", "--label", label, volume);
  await docker.text(
    ...["run", "--detach", "--name", aggregator, "--label", label, "--restart", "unless-stopped"],
    ...["--network", stackNetwork, "--network-alias", "aggregator"],
    ...["--volume", `${genesisVolume}:/app/data`, images["aggregator-double"]],
  );
  const inGenesis = (command: string) =>
    docker.result("exec", aggregator, "sh", "-c", `cd /app/data && ${command}`);
  await waitFor({
    what: "the aggregator's double writes its trust base",
    limitMs: 60_000,
    signal,
    ask: async () => ((await inGenesis("test -s trust-base.json")).exitCode === 0 ? true : undefined),
  });
  await inGenesis("echo '{}' >shard-conf-7_0.json");
  await exportPublic(docker, genesisVolume, publicVolume, images["aggregator-proxy"], checkout);
}

/** Where the aggregator of a rehearsal runs. */
export interface AggregatorPlace {
  readonly id: string;
  readonly project: string;
  readonly checkout: string;
  readonly stackNetwork: string;
  readonly images: ImageReferences;
  readonly signal: AbortSignal | undefined;
}

/** The job `export-public` of the Compose file, with both parts of the genesis in one folder. */
async function exportPublic(
  docker: Docker,
  genesis: string,
  exported: string,
  image: string,
  checkout: string,
): Promise<void> {
  const run = (...args: string[]) =>
    docker.text("run", "--rm", "--network", "none", "--volume", `${exported}:/public:nocopy`, ...args);
  await run("--user", "0", "--entrypoint", "chown", image, "1001:1001", "/public");
  const variables = [
    "PUBLIC_DIR=/public",
    "GENESIS_ROOT_DIR=/genesis",
    "GENESIS_AGGREGATOR_DIR=/genesis",
    "PARTITION_ID=7",
  ];
  await run(
    ...["--user", "1001:1001", "--volume", `${genesis}:/genesis:ro`],
    ...variables.flatMap((variable) => ["--env", variable]),
    ...["--entrypoint", "sh", image, "-c", await exportScript(checkout)],
  );
}

async function exportScript(checkout: string): Promise<string> {
  const files = ["lib/fail.sh", "lib/files.sh", "export-public.sh"];
  const read = (file: string) => readFile(join(checkout, "packages/aggregator-stack/scripts", file), "utf8");
  return (await Promise.all(files.map(read))).join("\n");
}

/** What the committed Compose file gets in a rehearsal: its own names, the double's volume, the ACME server. */
export function doorOverride(
  id: string,
  project: string,
  container: string,
  settings: ScriptSettings,
): object {
  const acme = "/etc/acme-settings";
  const own = ["aggregator-proxy-letsencrypt", "genesis-root", "genesis-aggregator", "mongo-data"];
  const labels = { [LABEL]: id };
  return {
    services: {
      "aggregator-proxy": {
        image: settings.image,
        container_name: container,
        hostname: container,
        labels: { ...labels, "compose-gen.project": project },
        environment: {
          XDG_CONFIG_HOME: acme,
          REQUESTS_CA_BUNDLE: `${acme}/ca.pem`,
          HAPROXY_API_KEY_FILE: "/run/secrets/haproxy-api-key",
        },
        volumes: [
          `${settings.acmeFolder}:${acme}:ro`,
          `${settings.apiKeyFile}:/run/secrets/haproxy-api-key:ro`,
        ],
      },
    },
    volumes: {
      ...Object.fromEntries(own.map((name) => [name, { name: `${project}-${name}`, labels }])),
      public: { name: namesOf(project).publicVolume },
    },
  };
}

/**
 * Brings the door up from `generated/host/aggregator.yml`, and waits until it is healthy.
 * @throws StackError `COMPOSE_FAILED`
 */
export async function startDoor(
  run: RunCommand,
  id: string,
  container: string,
  settings: ScriptSettings,
  onLine: (line: string) => void,
): Promise<void> {
  const override = join(settings.stateFolder, "aggregator-override.json");
  await writeFile(override, JSON.stringify(doorOverride(id, settings.project, container, settings)));
  const files = [join(settings.checkout, "generated/host/aggregator.yml"), override];
  const compose = async (...how: string[]) => {
    const lines: string[] = [];
    const named = files.flatMap((file) => ["--file", file]);
    const up = ["up", ...how, "--no-deps", "aggregator-proxy"];
    const { exitCode, stderr } = await run(["docker", "compose", "--progress", "plain", ...named, ...up], {
      timeout: COMPOSE_MS,
      onLine: (line) => {
        lines.push(line);
        onLine(line.trim());
      },
      environment: doorEnvironment(settings),
    });
    if (exitCode !== 0) throw composeFailed(files[0] ?? "", lines.slice(-15).join("\n") || stderr.trim());
  };
  // Making it and waiting for it are two commands: only the second may end early.
  await compose("--no-start");
  await compose("--detach", "--no-recreate", "--wait", "--wait-timeout", "120");
}

function doorEnvironment(settings: ScriptSettings): Record<string, string> {
  return {
    STACK_PROJECT: `${settings.project}-aggregator`,
    STACK_NETWORK: settings.stackNetwork,
    HAPROXY_NET: settings.network,
    HAPROXY_HOST: settings.haproxyHost,
    SSL_DOMAIN: settings.domain,
    SSL_ADMIN_EMAIL: "ops@example.org",
    ...settings.environment,
  };
}

function composeFailed(where: string, evidence: string): StackError {
  const what = "The aggregator's door does not become healthy.";
  return new StackError({ code: "COMPOSE_FAILED", what, where, evidence }, EXIT.degraded);
}
