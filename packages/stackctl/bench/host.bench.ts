// A host behind HAProxy with the run scripts, images present: deployment of all three, the same again, the doctor, how long
// HTTPS is away in an upgrade of the relay, and the backup of a relay with a database of 1 GB while a client asks it.
// Usage: node bench/host.bench.ts [--runs 10]   (the images are made when they are missing)
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { printRow, row } from "../../../scripts/bench/row.ts";
import type { Outcome } from "../../rehearsal/test/containers/run-scripts/support/host.ts";
import { watch } from "../../rehearsal/test/containers/run-scripts/support/watch.ts";
import { type BundleHost, SUFFIX, startBundleHost } from "../test/containers/journey/support/bundle-host.ts";
import { runCli } from "../test/support/run-cli.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "10" } } });
const runs = Number(values.runs);
/** Each of a gigabyte takes about a minute. */
const backups = Math.min(runs, 3);
const enough = ["--domain-suffix", SUFFIX, "--ssl-email", "ops@example.org"];
const docker = async (args: string[], input?: string) =>
  (await execa("docker", args, { timeout: 300_000, ...(input ? { input } : { stdin: "ignore" }) })).stdout;
const relayOf = ({ host }: BundleHost) => `${host.project}-relay`;

const first: number[] = [];
const again: number[] = [];
const doctor: number[] = [];
const upgradeAway: number[] = [];
const backup: number[] = [];
const backupAway: number[] = [];

for (let count = 0; count < runs; count++) {
  await using host = await startBundleHost();
  first.push(await timed(() => host.deploy(...enough)));
  again.push(await timed(() => host.deploy(...enough)));
  doctor.push(await examine(host));
  upgradeAway.push(await away(host, () => upgradeRelay(host)));
  if (count >= backups) continue;
  await growDatabase(host);
  const work = () => host.run("relay", "backup", join(host.host.folder, "relay.age"));
  backupAway.push(await away(host, async () => void backup.push(await timed(work))));
}

printRow(row("deploy-all.sh, empty project to all green", "ms", first, { op: "<=", value: 90_000 }));
printRow(row("deploy-all.sh, nothing to do", "ms", again));
printRow(row("doctor, three services", "ms", doctor, { op: "<=", value: 5_000 }));
printRow(row("HTTPS away in an upgrade of the relay", "ms", upgradeAway, { op: "<=", value: 5_000 }));
printRow(row("backup of a running relay with 1 GB", "ms", backup));
printRow(row("HTTPS away during that backup", "ms", backupAway));

async function timed(work: () => Promise<Outcome>): Promise<number> {
  const start = performance.now();
  const { code, out, errors } = await work();
  if (code !== 0) throw new Error(`exit code ${code}: ${errors}\n${out}`);
  return performance.now() - start;
}

/** The doctor as a command, ms. Its domains are in no DNS here: it ends with a problem, and has to know the certificates. */
async function examine({ host }: BundleHost): Promise<number> {
  const start = performance.now();
  const { stdout } = await runCli(host.folder, ["doctor", "--project", host.project, "--json"]);
  const ms = performance.now() - start;
  if (!stdout.includes('"CERTIFICATE"')) throw new Error(`The doctor did not say all: ${stdout}`);
  return ms;
}

/** The longest time (ms) without an answer of the relay during some work. */
async function away({ host, place }: BundleHost, work: () => Promise<void>): Promise<number> {
  const ca = await readFile(place.rootFile, "utf8");
  const client = { address: host.edge.haproxy.address, domain: place.domains.relay, ca };
  const watched = watch(client, "/health");
  await work().catch(async (error: unknown) => {
    await watched.stop();
    throw error;
  });
  return watched.stop();
}

/** To an image with another id; what a backup takes is measured by itself. */
async function upgradeRelay(host: BundleHost): Promise<void> {
  const tag = await docker(["inspect", "--format", "{{.Config.Image}}", relayOf(host)]);
  await docker(["build", "--quiet", "--tag", tag, "-"], `FROM ${tag}\nLABEL bench=${host.host.project}\n`);
  await timed(() => host.run("relay", "upgrade", "--no-backup"));
}

/** Adds a table of a gigabyte that cannot be compressed. */
async function growDatabase(host: BundleHost): Promise<void> {
  const file = "/var/lib/relay/db/nostr.db";
  const sql = `CREATE TABLE bench AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
    SELECT randomblob(1000000) AS content FROM n; PRAGMA wal_checkpoint(TRUNCATE);`;
  await docker(["exec", "--user", "1001", relayOf(host), "sqlite3", "-cmd", ".timeout 60000", file, sql]);
}
