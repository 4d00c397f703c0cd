import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { writeCertbotSettings } from "../../../../src/index.ts";
import { docker, uniqueName } from "../../../support/engine.ts";
import { eventually } from "../../bft/support/stack.ts";
import { type Edge, startEdge } from "../../runtime/support/edge.ts";

const packages = resolve(import.meta.dirname, "../../../../..");

export const scripts = {
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
  /** Runs another script of the host, in the same environment. */
  runScript(path: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>;
  /** Starts `run-<service>.sh`, and sends it INT, or another signal, when that holds. */
  interrupt(
    service: Service,
    args: readonly string[],
    when: () => Promise<boolean>,
    signal?: "SIGINT" | "SIGKILL",
  ): Promise<Outcome>;
  /** Starts a container that goes with the host. */
  start(name: string, ...args: string[]): Promise<void>;
}

/** A host that comes in the place of one that was lost: with its names, on another engine. */
export interface Successor {
  lost: Pick<Host, "project" | "folder">;
  /** The command that runs another one beside that engine. */
  inside(...command: string[]): string[];
}

/** A host with HAProxy, which comes back with its engine. */
export async function startHost(domains: string[], successor?: Successor): Promise<Host> {
  await using stack = new AsyncDisposableStack();
  const edge = stack.use(await startEdge(domains, { restart: true }));
  const folder = successor?.lost.folder ?? (await mkdtemp(join(tmpdir(), "rehearsal-run-scripts-")));
  if (successor) await mkdir(folder);
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const acme = join(folder, "acme");
  await writeCertbotSettings(acme, edge.pebble);
  for (const path of [folder, acme]) await chmod(path, 0o755);
  await writeFile(join(folder, "root.pem"), await edge.pebble.rootPem());
  const project = successor?.lost.project ?? uniqueName("host");
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
  const inside = successor?.inside ?? ((...command: string[]) => command);
  const beginScript = (path: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { DOCKER_HOST = "", PATH = "" } = process.env;
    const all = { ...(DOCKER_HOST && { DOCKER_HOST }), PATH, ...environment, ...env };
    const settings = Object.entries(all).map(([name, value]) => `${name}=${value}`);
    const [file = "", ...command] = inside("env", ...settings, path, ...args);
    return execa(file, command, { reject: false, stdin: "ignore", timeout: 540_000 });
  };
  const begin = (service: Service, args: readonly string[], env?: Readonly<Record<string, string>>) =>
    beginScript(join(packages, scripts[service]), args, env);
  const outcomeOf = async (script: ReturnType<typeof beginScript>): Promise<Outcome> => {
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
    runScript: (...command) => outcomeOf(beginScript(...command)),
    async interrupt(service, args, when, signal = "SIGINT") {
      const script = begin(service, args);
      await eventually(`the moment to interrupt run-${service}.sh`, when);
      script.kill(signal);
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
export async function remove(project: string): Promise<void> {
  const named = async (...args: string[]) =>
    (await docker(...args, "--filter", `name=${project}`)).split("\n").filter(Boolean);
  const containers = await named("ps", "--all", "--quiet");
  if (containers.length > 0) await docker("rm", "--force", "--volumes", ...containers);
  for (const kind of ["volume", "network"])
    for (const name of await named(kind, "ls", "--quiet")) await docker(kind, "rm", name);
}
