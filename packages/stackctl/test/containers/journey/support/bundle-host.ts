import { chmod, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { execa } from "execa";
import { standInImages } from "../../../../../rehearsal/test/containers/bft/support/images.ts";
import { faucetImage } from "../../../../../rehearsal/test/containers/faucet/support/image.ts";
import { relayImage } from "../../../../../rehearsal/test/containers/relay/support/image.ts";
import {
  type Host,
  type Outcome,
  remove,
  type Service,
  scripts,
  startHost,
} from "../../../../../rehearsal/test/containers/run-scripts/support/host.ts";
import { getOverTls } from "../../../../../rehearsal/test/containers/runtime/support/tls-client.ts";
import { docker, uniqueName } from "../../../../../rehearsal/test/support/engine.ts";
import type { OwnEngine } from "../../../../../rehearsal/test/support/own-engine/own-engine.ts";
import type { WalletPlace } from "./wallet-container.ts";

const checkout = resolve(import.meta.dirname, "../../../../../..");
export const SUFFIX = "dev.example.org";
const domains = {
  relay: `relay.${SUFFIX}`,
  aggregator: `aggregator.${SUFFIX}`,
  faucet: `faucet.${SUFFIX}`,
};
/** Of the documentation (RFC 5737); the host takes it for its own. */
const ADDRESS = "203.0.113.7";
/** What a host without a checkout has. */
const BUNDLE = [
  "host-bundle/deploy-all.sh",
  "host-bundle/deploy",
  "relay-image/run-relay.sh",
  "aggregator-stack/run-aggregator.sh",
  "faucet-image/run-faucet.sh",
  "service-runtime/run",
];

/** A host behind HAProxy with the unpacked bundle, images (doubles of upstream's) and DNS records, and no service yet. */
export interface BundleHost extends AsyncDisposable {
  host: Host;
  /** For wallets on the same network as clients. */
  place: WalletPlace;
  deploy(...args: string[]): Promise<Outcome>;
  /** Runs a run script of the bundle. */
  run(service: Service, ...args: string[]): Promise<Outcome>;
  /** What a client asks HAProxy for. */
  get(service: Service, path: string): Promise<{ status: number; text: string }>;
  /** Names that have an A record, all three at first. */
  setRecords(names: readonly string[]): Promise<void>;
  records: string[];
  /** Where the images of the services seem to come from. */
  registry: string;
  /** The file that opens its backups. */
  backupKey: string;
  /** Serial number (hex) of the certificate that clients see. */
  serial(service: Service): Promise<string>;
  /** Images of all its containers. */
  images(): Promise<string[]>;
  /** It ends for good: nothing runs any more, and its folder is gone. */
  lose(): Promise<void>;
  /** Names of all containers, networks and volumes of the project, with the ids of containers. */
  made(): Promise<string[]>;
}

/** `lost`: the host in whose place it comes, on the engine that the process uses by now; its folder is gone. */
export async function startBundleHost(lost?: BundleHost, engine?: OwnEngine): Promise<BundleHost> {
  await using stack = new AsyncDisposableStack();
  // First, for they can be removed only when no container has them any more.
  const registry = lost?.registry ?? uniqueName("bundle");
  const images = { relay: await relayImage(), faucet: await faucetImage() };
  for (const [name, image] of Object.entries(images)) {
    const tag = `${registry}/${name}:${await version()}`;
    await docker("tag", image, tag);
    stack.defer(() => docker("rmi", tag).then(() => {}));
  }
  const host = stack.use(
    await startHost(
      Object.values(domains),
      lost && engine && { lost: lost.host, inside: (...command) => engine.inside(...command) },
    ),
  );
  const bundle = join(host.folder, "bundle");
  for (const path of BUNDLE)
    await cp(join(checkout, "packages", path), join(bundle, path), { recursive: true });
  await writeComposeFile(join(bundle, "aggregator-stack/aggregator.yml"));
  const setRecords = (names: readonly string[]) =>
    writeFile(join(host.folder, "dns"), `${names.join("\n")}\n`);
  await setRecords(Object.values(domains));
  await writeNameTools(host);
  const env = {
    IMAGE_REGISTRY: registry,
    // Made by the first start.
    STACK_NETWORK: `${host.project}-services`,
    HOST_ADDRESSES: ADDRESS,
    PATH: `${host.folder}/bin:${process.env.PATH}`,
  };
  const ca = await host.edge.pebble.rootPem();
  const client = (service: Service) => ({ address: host.edge.haproxy.address, domain: domains[service], ca });
  const kept = stack.move();
  return {
    host,
    registry,
    place: {
      project: host.project,
      id: host.project,
      network: host.edge.network,
      rootFile: join(host.folder, "root.pem"),
      domains,
      imageReferences: { faucet: images.faucet },
    },
    deploy: (...args) => host.runScript(join(bundle, "host-bundle/deploy-all.sh"), args, env),
    run: (service, ...args) => host.runScript(join(bundle, scripts[service]), args, env),
    get: (service, path) => getOverTls(client(service), path),
    serial: (service) => servedSerial(domains[service], host.edge, engine),
    backupKey: join(host.folder, `.local/state/unicity-host/${host.project}/secrets/backup-key`),
    images: async () => [...Object.values(images), ...(await imagesOf(host))],
    async lose() {
      await remove(host.project);
      await rm(host.folder, { recursive: true });
    },
    setRecords,
    records: Object.values(domains),
    made: () => madeOf(host.project),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function version(): Promise<string> {
  return JSON.parse(await readFile(join(checkout, "package.json"), "utf8")).version;
}

/** The rendered file with the doubles in the place of upstream's images. */
async function writeComposeFile(path: string): Promise<void> {
  const text = await readFile(join(checkout, "generated/host/aggregator.yml"), "utf8");
  const named = [...text.matchAll(/^ {4}image: (\S+)$/gm)].map(([, image]) => String(image));
  const images = await standInImages(named, "v1");
  await mkdir(dirname(path), { recursive: true });
  await writeFile(
    path,
    text.replaceAll(/^ {4}image: (\S+)$/gm, (_, image: string) => `    image: ${images.get(image)}`),
  );
}

/** The host's resolver, in a file of names; and a way from this machine to HAProxy's port 80, as a router would have. */
async function writeNameTools({ folder, edge }: Host): Promise<void> {
  const getent = `[ "$1" = ahostsv4 ] && grep -qxF "$2" '${folder}/dns' && echo '${ADDRESS} STREAM' "$2"`;
  await mkdir(join(folder, "bin"));
  // No CAA records, whatever the real zone has.
  for (const [name, body] of Object.entries({ getent, dig: "exit 0" })) {
    await writeFile(join(folder, "bin", name), `#!/bin/sh\n${body}\n`);
    await chmod(join(folder, "bin", name), 0o755);
  }
  const ways = Object.values(domains).map((domain) => `resolve = "${domain}:80:${edge.haproxy.address}"\n`);
  await writeFile(join(folder, ".curlrc"), ways.join(""));
}

async function madeOf(project: string): Promise<string[]> {
  const filter = ["--filter", `name=${project}`];
  const lists = await Promise.all([
    docker("ps", "--all", "--no-trunc", ...filter, "--format", "{{.Names}} {{.ID}}"),
    docker("network", "ls", ...filter, "--format", "{{.Name}}"),
    docker("volume", "ls", ...filter, "--format", "{{.Name}}"),
  ]);
  return lists.flatMap((list) => list.split("\n").filter(Boolean)).sort();
}

async function imagesOf({ project, edge }: Host): Promise<string[]> {
  const own = await docker("ps", "--all", "--filter", `name=${project}`, "--format", "{{.Image}}");
  const around = [edge.haproxy.container, edge.pebble.container];
  const others = await docker("inspect", "--format", "{{.Config.Image}}", ...around);
  return [...new Set(`${own}\n${others}`.split("\n").filter(Boolean))];
}

/** Asked beside the engine, whose networks are its own; HAProxy has another address there after each of its starts. */
async function servedSerial(
  domain: string,
  { haproxy, network }: Host["edge"],
  engine?: OwnEngine,
): Promise<string> {
  const format = `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`;
  const address = await docker("inspect", "--format", format, haproxy.container);
  const ask = `openssl s_client -connect ${address}:443 -servername ${domain} </dev/null 2>&1 | openssl x509 -noout -serial`;
  const [file = "", ...args] = engine ? engine.inside("sh", "-c", ask) : ["sh", "-c", ask];
  const { stdout } = await execa(file, args, { timeout: 300_000, stdin: "ignore" });
  return stdout;
}
