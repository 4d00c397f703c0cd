/** A test that runs a command for real. */
interface Proof {
  /** Absent for what only looks, and for programs of the host. */
  file?: string;
  /** Texts of that file. */
  holds: readonly string[];
}

const runScripts = "packages/rehearsal/test/containers/run-scripts";
const library = "packages/service-runtime/test/run";
/** All three services on one host. */
const host = "packages/stackctl/test/containers/journey/host.test.ts";
const looks: Proof = { holds: [] };
/** A program of the host that is not ours; no test runs it. */
const tool: Proof = { holds: [] };
/** The file is looked at, and the scripts in it are run. */
const examples: Proof = {
  file: "scripts/test/host-examples.test.ts",
  holds: ["unicity-watch", "systemd takes the units"],
};

/** Each kind of command in docs/OPERATIONS.md, and what runs it. */
export const PROOFS: Readonly<Record<string, Proof>> = {
  "deploy-all.sh start": { file: host, holds: ["--domain-suffix"] },
  "deploy-all.sh --check": { file: "packages/host-bundle/test/actions.test.ts", holds: ['"--check"'] },
  "deploy-all.sh --status": { file: host, holds: ["--status"] },
  "run-relay.sh start": { file: `${library}/start-again.test.ts`, holds: ['["start"]'] },
  "run-relay.sh pull": { file: `${library}/upgrade.test.ts`, holds: ['["pull"]'] },
  "run-relay.sh --status": { file: `${runScripts}/start.test.ts`, holds: ['host.run("relay", ["--status"'] },
  "run-relay.sh --check": { file: `${library}/check.test.ts`, holds: ["--check"] },
  "run-relay.sh backup": { file: `${runScripts}/backup-relay.test.ts`, holds: ['"backup"'] },
  "run-relay.sh restore": {
    file: `${runScripts}/backup-relay.test.ts`,
    holds: ['"restore"', '"--identity-file"'],
  },
  "run-relay.sh upgrade": { file: `${runScripts}/upgrade.test.ts`, holds: ['"upgrade"'] },
  "run-relay.sh rollback": { file: `${runScripts}/upgrade.test.ts`, holds: ['"rollback"'] },
  "run-relay.sh uninstall": { file: `${runScripts}/upgrade.test.ts`, holds: ['"uninstall", "--yes"'] },
  "run-relay.sh support-bundle": { file: `${library}/support-bundle.test.ts`, holds: ['"support-bundle"'] },
  "run-aggregator.sh start": {
    file: "packages/aggregator-stack/test/run/start.test.ts",
    holds: ['host.start(["start"])'],
  },
  "run-aggregator.sh --status": { file: `${runScripts}/aggregator.test.ts`, holds: ['["--status"]'] },
  "run-aggregator.sh --logs": { file: `${runScripts}/aggregator.test.ts`, holds: ['["--logs"]'] },
  "run-aggregator.sh --stop": { file: `${runScripts}/aggregator.test.ts`, holds: ['["--stop"]'] },
  "run-aggregator.sh backup": { file: host, holds: ['"backup"'] },
  "run-aggregator.sh restore": { file: host, holds: ['"restore"'] },
  "run-aggregator.sh upgrade": { file: `${runScripts}/aggregator-upgrade.test.ts`, holds: ['"upgrade"'] },
  "run-aggregator.sh uninstall": {
    file: "packages/aggregator-stack/test/run/uninstall.test.ts",
    holds: ['"uninstall"'],
  },
  // The faucet's script has the other words from the library alone, like the sample of its tests.
  "run-faucet.sh backup": { file: host, holds: ['"backup"'] },
  "run-faucet.sh restore": { file: host, holds: ['"restore"'] },
  "run-faucet.sh upgrade": { file: `${library}/upgrade.test.ts`, holds: ['"upgrade"'] },
  "run-faucet.sh uninstall": { file: `${library}/uninstall.test.ts`, holds: ['"uninstall"'] },
  "in the container: certbot": {
    file: "packages/rehearsal/test/containers/runtime/renewal.test.ts",
    holds: ["--no-random-sleep-on-renew --webroot --webroot-path /var/www/acme-challenge --deploy-hook"],
  },
  "in the container: relay-prune": {
    file: "packages/rehearsal/test/containers/relay/prune.test.ts",
    holds: ['"relay-prune"', '"--older-than"', '"--dry-run"'],
  },
  "in the container: tail": looks,
  "unicity-watch try-the-webhook": examples,
  "install -d": examples,
  "install -m": examples,
  "(umask 077": examples,
  "systemctl daemon-reload": tool,
  "systemctl enable": tool,
  "systemctl list-timers": looks,
  "docker ps": looks,
  "docker start": tool,
  "docker system": looks,
  "docker image": tool,
  "df -h": looks,
  "stackctl doctor": { file: "packages/stackctl/test/doctor/command.test.ts", holds: ["doctor"] },
  "stackctl status": { file: "packages/stackctl/test/stack/lifecycle.test.ts", holds: ["status"] },
  "stackctl backup": { file: "packages/stackctl/test/stack/backup.test.ts", holds: ["backup"] },
  "stackctl restore": { file: "packages/stackctl/test/stack/backup.test.ts", holds: ["restore"] },
  "stackctl upgrade": {
    file: "packages/stackctl/test/containers/docker/upgrade.test.ts",
    holds: ["upgrade"],
  },
  "stackctl rollback": {
    file: "packages/stackctl/test/containers/docker/upgrade.test.ts",
    holds: ["rollback"],
  },
  "stackctl support-bundle": {
    file: "packages/stackctl/test/support-bundle/command.test.ts",
    holds: ["support-bundle"],
  },
  "stackctl verify": { file: "packages/stackctl/test/verify/verify.test.ts", holds: ['"verify"'] },
  "stackctl uninstall": { file: "packages/stackctl/test/stack/backup.test.ts", holds: ["uninstall"] },
};
