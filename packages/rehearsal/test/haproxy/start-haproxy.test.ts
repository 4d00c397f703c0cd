import { expect, test } from "vitest";
import {
  type CommandResult,
  curlCommand,
  haproxyCreateArguments,
  type RunCommand,
  startHaproxy,
} from "../../src/index.ts";

const place = { network: "net", container: "edge", volume: "edge-data", image: "haproxy:1" };

/** A runner that records each command and answers by its first words; everything else succeeds. */
function recordingRunner(answers: Record<string, Partial<CommandResult>>) {
  const commands: string[] = [];
  const run: RunCommand = async ([, ...args]) => {
    const command = args.join(" ");
    commands.push(command);
    const key = Object.keys(answers).find((start) => command.startsWith(start));
    return { exitCode: 0, stdout: "", stderr: "", ...(key !== undefined && answers[key]) };
  };
  return { run, commands };
}

test("the container has no port on the host, no capability and no setting unless asked", () => {
  expect(haproxyCreateArguments(place)).toEqual([
    ...["create", "--name", "edge", "--network", "net", "--network-alias", "haproxy"],
    ...["--volume", "edge-data:/etc/haproxy"],
    ...[
      "--cap-drop",
      "ALL",
      "--security-opt",
      "no-new-privileges",
      "--memory",
      "512m",
      "--pids-limit",
      "256",
    ],
    "haproxy:1",
  ]);
});

test("asked to, it publishes 80 and 443 on free ports of loopback only", () => {
  const args = haproxyCreateArguments({ ...place, publish: true }).join(" ");
  expect(args.match(/--publish \S+/g)).toEqual(["--publish 127.0.0.1::80", "--publish 127.0.0.1::443"]);
});

test("domains are names of the container on its network, and settings its environment", () => {
  const args = haproxyCreateArguments(
    { ...place, alias: "edge", domains: ["a.example.org"], labels: { "org.example": "1" }, restart: true },
    {
      apiKey: "k",
      reloadDebounce: 0,
      maxRegistrations: 3,
      allowedPorts: [9001, 9002],
      tunnelTimeout: 300,
      refuseUnresolvableOwner: true,
      faults: true,
    },
  ).join(" ");
  expect(args).toContain("--network-alias edge --network-alias a.example.org");
  expect(args).toContain("--restart unless-stopped");
  expect(args).toContain("--label org.example=1");
  expect(args.match(/--env \S+/g)).toEqual([
    "--env HAPROXY_API_KEY=k",
    "--env MAX_REGISTRATIONS=3",
    "--env ALLOWED_PORTS=9001,9002",
    "--env REHEARSAL_RELOAD_DEBOUNCE_MS=0",
    "--env REHEARSAL_TIMEOUT_TUNNEL=300s",
    "--env REHEARSAL_UNRESOLVABLE_OWNER=deny",
    "--env REHEARSAL_FAULTS_PORT=8405",
  ]);
});

test("a container that does not stay up is an error with its last lines, and everything is removed", async () => {
  const { run, commands } = recordingRunner({
    "exec edge": { exitCode: 1 },
    "inspect --format {{.State.Running}}": { stdout: "false" },
    "logs --tail": { stdout: "[ALERT] cannot bind" },
  });
  await expect(startHaproxy({ image: "haproxy:1", container: "edge" }, run)).rejects.toMatchObject({
    code: "HAPROXY_NOT_STARTED",
    parts: { evidence: "[ALERT] cannot bind" },
  });
  expect(commands.slice(-3)).toEqual([
    "rm --force edge",
    "volume rm --force edge-data",
    "network rm edge-net",
  ]);
});

test("somebody else's container of the same name is not removed, nor a network that was given", async () => {
  const { run, commands } = recordingRunner({ create: { exitCode: 1, stderr: "name is already in use" } });
  const options = { image: "haproxy:1", container: "edge", network: "net" };
  await expect(startHaproxy(options, run)).rejects.toMatchObject({ code: "DOCKER_FAILED" });
  expect(commands.filter((command) => /^(rm|network)/.test(command))).toEqual([]);
});

test("a call has its status on a line of its own, and a body only when there is one", () => {
  const url = "http://haproxy:8404/v1/backends";
  expect(curlCommand({ method: "GET", url }).slice(-3)).toEqual(["--request", "GET", url]);
  expect(curlCommand({ method: "POST", url, body: { a: 1 }, key: "k" }).slice(-7)).toEqual([
    url,
    ...["--header", "Authorization: Bearer k"],
    ...["--header", "Content-Type: application/json", "--data", '{"a":1}'],
  ]);
});
