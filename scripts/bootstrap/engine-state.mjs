import { spawnSync } from "node:child_process";

/** What can be left on an engine: the command that lists it, and what of it names it and tells it from others. */
const KINDS = [
  { kind: "container", list: ["ps", "--all", "--no-trunc"], id: "ID", name: "Names" },
  { kind: "volume", list: ["volume", "ls"], id: "Name", name: "Name" },
  { kind: "network", list: ["network", "ls", "--no-trunc"], id: "ID", name: "Name" },
];

/**
 * The containers (also stopped ones), volumes (also unnamed ones) and networks of the engine: one {kind, id, name, labels}
 * each, `labels` as `key=value,…`.
 *
 * @throws Error with what the client says when no engine answers
 */
export function readEngine(run = runDocker) {
  return KINDS.flatMap(({ kind, list, id, name }) =>
    run([...list, "--format", "{{json .}}"])
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .map((row) => ({ kind, id: row[id], name: row[name], labels: row.Labels ?? "" })),
  );
}

/** What is there now and was not there before. A container that only goes on running is not new. */
export function leftBehind(before, now) {
  const known = new Set(before.map(({ kind, id }) => `${kind} ${id}`));
  return now.filter(({ kind, id }) => !known.has(`${kind} ${id}`));
}

/** The output of the engine's client. */
function runDocker(args) {
  const { status, stdout, stderr, error } = spawnSync("docker", args, {
    encoding: "utf8",
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`docker ${args[0]}: ${error?.message ?? stderr.trim()}`);
  return stdout;
}
