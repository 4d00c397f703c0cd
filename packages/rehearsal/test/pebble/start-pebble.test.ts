import { expect, test } from "vitest";
import {
  certbotSettings,
  type PebbleOptions,
  pebbleConfiguration,
  pebbleRunArguments,
  type RunCommand,
  startPebble,
} from "../../src/index.ts";

const options: PebbleOptions = { network: "net", container: "acme-1", image: "pebble:1" };

/** An engine that records its calls; `answers` maps the first word of the arguments to a result. */
function engine(answers: Record<string, { exitCode: number; stdout?: string; stderr?: string }>) {
  const calls: string[] = [];
  const run: RunCommand = async ([, ...args]) => {
    calls.push(args[0] ?? "");
    return { stdout: "", stderr: "", exitCode: 0, ...answers[args[0] ?? ""] };
  };
  return { run, calls };
}

test("runs with the least rights, on the network under its name, with nothing published", () => {
  const args = pebbleRunArguments({
    ...options,
    alias: "acme",
    labels: { a: "b" },
    refusedDomains: ["x.test"],
  });
  const configuration = JSON.stringify(pebbleConfiguration({ refusedDomains: ["x.test"] }));
  expect(args).toEqual([
    ...["run", "--detach", "--name", "acme-1", "--network", "net", "--network-alias", "acme"],
    ...[
      "--cap-drop",
      "ALL",
      "--security-opt",
      "no-new-privileges",
      "--memory",
      "256m",
      "--pids-limit",
      "256",
    ],
    ...[
      "--label",
      "a=b",
      "--env",
      "PEBBLE_NAMES=acme",
      "--env",
      `PEBBLE_CONFIG=${configuration}`,
      "pebble:1",
    ],
  ]);
});

test("validates over port 80 and issues for 90 days unless told otherwise", () => {
  const { pebble } = pebbleConfiguration({});
  expect(pebble).toMatchObject({ httpPort: 80, certificateValidityPeriod: 7_776_000, domainBlocklist: [] });
  expect(pebbleConfiguration({ certificateSeconds: 60 }).pebble.certificateValidityPeriod).toBe(60);
});

test("points certbot at the server by files and environment alone", () => {
  expect(certbotSettings({ directoryUrl: "https://acme:14000/dir", caPem: "PEM\n" }, "/x")).toEqual({
    files: { "/x/letsencrypt/cli.ini": "server = https://acme:14000/dir\n", "/x/ca.pem": "PEM\n" },
    environment: { XDG_CONFIG_HOME: "/x", REQUESTS_CA_BUNDLE: "/x/ca.pem" },
  });
});

test("a container that ends at once is reported with its log and removed", async () => {
  const { run, calls } = engine({
    exec: { exitCode: 1 },
    inspect: { exitCode: 0, stdout: "false\n" },
    logs: { exitCode: 0, stderr: "bad configuration" },
  });
  await expect(startPebble(options, run)).rejects.toMatchObject({
    code: "PEBBLE_NOT_STARTED",
    parts: { evidence: "bad configuration" },
  });
  expect(calls).toEqual(["run", "exec", "inspect", "logs", "rm"]);
});

test("a half-created container is removed, but never one of the same name that was there before", async () => {
  const halfCreated = engine({ run: { exitCode: 125, stderr: "network net not found" } });
  await expect(startPebble(options, halfCreated.run)).rejects.toMatchObject({ code: "PEBBLE_NOT_STARTED" });
  expect(halfCreated.calls).toEqual(["run", "rm"]);
  const taken = engine({
    run: { exitCode: 125, stderr: 'Conflict. The container name "/acme-1" is already in use' },
  });
  await expect(startPebble(options, taken.run)).rejects.toMatchObject({ code: "PEBBLE_NOT_STARTED" });
  expect(taken.calls).toEqual(["run"]);
});
