import { LOG_LINES } from "./of-containers.ts";

/** What a bundle says about itself. @param missing what could not be looked at, a line each */
export function readmeOf(instance: string, version: string, missing: readonly string[]): string {
  const notSeen =
    missing.length > 0
      ? `\nWhat could not be looked at\n${missing.map((line) => `  ${line}\n`).join("")}`
      : "";
  return `Support bundle of the instance "${instance}"
Made ${new Date().toISOString()} by stackctl ${version}. Nothing was changed.

What is in it
  host.json      versions, memory and disk
  instance.json  what is recorded of the instance
  files.txt      names, sizes and modes of its files
  status.json    what \`stackctl status --json\` says
  doctor.json    what \`stackctl doctor --json\` says
  logs/          the last ${LOG_LINES} lines of each log file
  containers/    of each container: chosen fields of \`docker inspect\`, the health checks, the last ${LOG_LINES} log lines
  compose/       rendered Compose files; of files that somebody wrote or edited the keys only
${notSeen}
What was left out
  content of secret files, private keys, certificates, databases, snapshots
  values of environment variables, but for switches, numbers, ports, names of files and hosts of addresses
  commands, arguments and other labels of containers
  <redacted:NAME> stands for a secret that this host knows by that name, or for what looks like one

A secret that no file of this host holds may look like an ordinary word: read the logs before you hand them on.
`;
}
