import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { writeCertbotSettings } from "../../../../src/index.ts";
import { docker, uniqueName } from "../../../support/engine.ts";
import { eventually } from "../../bft/support/stack.ts";
import { type Edge, startEdge } from "../../runtime/support/edge.ts";

const packages = resolve(import.meta.dirname, "../../../../..");

const scripts = {
  relay: "relay-image/run-relay.sh",
  faucet: "faucet-image/run-faucet.sh",
  aggregator: "aggregator-stack/run-aggregator.sh",
};
export type Service = keyof typeof scripts;
export interface Outcome {
  code: number | undefined;
  out: string;
  errors: string;
}

/** A host with HAProxy on which the run scripts find an ACME server; nothing of it is shared with anything else. */
export interface Host extends AsyncDisposable {
  edge: Edge;
  /** Begins the names of all containers, networks and volumes. */
  project: string;
  /** Network of the services. */
  network: string;
  folder: string;
  containerOf(service: string): string;
  /** Runs `run-<service>.sh`. */
  run(service: Service, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>;
  /** Starts `run-<service>.sh`, and sends it INT when that holds. */
  interrupt(service: Service, args: readonly string[], when: () => Promise<boolean>): Promise<Outcome>;
  /** Starts a container that goes with the host. */
  start(name: string, ...args: string[]): Promise<void>;
}

export async function startHost(domains: string[]): Promise<Host> {
  await using stack = new AsyncDisposableStack();
  const edge = stack.use(await startEdge(domains));
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-run-scripts-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const acme = join(folder, "acme");
  await writeCertbotSettings(acme, edge.pebble);
  for (const path of [folder, acme]) await chmod(path, 0o755);
  await writeFile(join(folder, "root.pem"), await edge.pebble.rootPem());
  const project = uniqueName("host");
  const network = `${project}-net`;
  await docker("network", "create", network);
  stack.defer(() => remove(project));
  const environment = {
    HOME: folder,
    PROJECT_NAME: project,
    STACK_NETWORK: network,
    HAPROXY_NET: edge.network,
    HAPROXY_HOST: edge.haproxy.container,
    ACME_SETTINGS: acme,
    SSL_CA_FILE: join(folder, "root.pem"),
  };
  const begin = (service: Service, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    execa(join(packages, scripts[service]), args, {
      env: { ...environment, ...env },
      reject: false,
      stdin: "ignore",
      timeout: 110_000,
    });
  const outcomeOf = async (script: ReturnType<typeof begin>): Promise<Outcome> => {
    const { exitCode, stdout, stderr } = await script;
    return { code: exitCode, out: stdout, errors: stderr };
  };
  const kept = stack.move();
  return {
    edge,
    project,
    network,
    folder,
    containerOf: (service) => `${project}-${service}`,
    run: (...command) => outcomeOf(begin(...command)),
    async interrupt(service, args, when) {
      const script = begin(service, args);
      await eventually(`the moment to interrupt run-${service}.sh`, when);
      script.kill("SIGINT");
      return outcomeOf(script);
    },
    async start(name, ...args) {
      const place = ["--network", network, "--network-alias", name, "--name", `${project}-${name}`];
      await docker("run", "--detach", ...place, ...args);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Everything whose name begins with the project's. */
async function remove(project: string): Promise<void> {
  const named = async (...args: string[]) =>
    (await docker(...args, "--filter", `name=${project}`)).split("\n").filter(Boolean);
  const containers = await named("ps", "--all", "--quiet");
  if (containers.length > 0) await docker("rm", "--force", "--volumes", ...containers);
  for (const kind of ["volume", "network"])
    for (const name of await named(kind, "ls", "--quiet")) await docker(kind, "rm", name);
}
