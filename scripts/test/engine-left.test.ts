import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { watchEngine } from "../bootstrap/engine-check.mjs";
import { followOrigins } from "../bootstrap/engine-origins.mjs";
import { readEngine } from "../bootstrap/engine-state.mjs";

const unnamed = "a".repeat(64);
const bridge = { ID: "n1", Name: "bridge", Labels: "" };

interface Engine {
  containers?: object[];
  volumes?: object[];
  networks?: object[];
}

/** The client of an engine that has these rows. */
function clientOf({ containers = [], volumes = [], networks = [] }: Engine) {
  return ([word]: string[]) => {
    const rows = word === "ps" ? containers : word === "volume" ? volumes : networks;
    return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  };
}

const nothing = { of: (): string | undefined => undefined, stop: () => true };

/** The suite of an engine that is in each of these states in turn, then stays in the last. */
function suiteOf(states: Engine[], origins = nothing) {
  let time = 0;
  let at = 0;
  const look = watchEngine({
    read: () => readEngine(clientOf(states[Math.min(at++, states.length - 1)] ?? {})),
    follow: () => origins,
    now: () => time,
    wait: (async (milliseconds: number) => {
      time += milliseconds;
    }) as never,
  });
  return look();
}

test("an engine that is as it was before is a test that passed", async () => {
  const state = { networks: [bridge], volumes: [{ Name: "of somebody", Labels: "" }] };
  expect(await suiteOf([state, state])).toMatchObject({ passed: 1, failed: 0, failures: [] });
});

test("what is gone or only goes on is not left behind", async () => {
  const before = { containers: [{ ID: "c1", Names: "one", Labels: "" }], networks: [bridge] };
  expect(await suiteOf([before, { networks: [bridge] }])).toMatchObject({ failed: 0 });
});

test("every container, volume and network that was left is a failure with its name and labels", async () => {
  const after = {
    containers: [{ ID: "c1", Names: "relay-1", Labels: "a=b,c=d" }],
    volumes: [{ Name: unnamed, Labels: "com.docker.volume.anonymous=" }],
    networks: [bridge, { ID: "n2", Name: "net-1", Labels: "" }],
  };
  const origins = { of: () => "first mounted at /data of the container x (image y)", stop: () => true };
  expect(await suiteOf([{ networks: [bridge] }, after], origins)).toMatchObject({
    passed: 0,
    failed: 3,
    failures: [
      { test: "the tests leave the container relay-1 on the engine", message: "labels: a=b,c=d" },
      {
        test: `the tests leave the volume ${unnamed} on the engine`,
        message: "labels: com.docker.volume.anonymous=\nfirst mounted at /data of the container x (image y)",
      },
      { test: "the tests leave the network net-1 on the engine", message: "labels: none" },
    ],
  });
});

test("another container under the same name is a new one", async () => {
  const [before, after] = ["c1", "c2"].map((ID) => ({ containers: [{ ID, Names: "one", Labels: "" }] }));
  expect(await suiteOf([before ?? {}, after ?? {}])).toMatchObject({ failed: 1 });
});

test("what the engine is still removing is waited for", async () => {
  const going = { containers: [{ ID: "c1", Names: "going", Labels: "" }] };
  expect(await suiteOf([{}, going, going, {}])).toMatchObject({ passed: 1, failed: 0 });
});

test("a volume is told by the container that it was made for, not by one that shares it later", () => {
  const lines = new EventEmitter();
  let stopped = false;
  const origins = followOrigins(() => ({
    lines: lines as never,
    stop: () => {
      stopped = true;
      return true;
    },
  }));
  const say = (Type: string, Action: string, ID: string, Attributes: object) =>
    lines.emit("line", JSON.stringify({ Type, Action, Actor: { ID, Attributes } }));
  say("container", "create", "c1", { name: "relay-1", image: "relay:1" });
  say("container", "create", "c2", { name: "reader", image: "reader:1" });
  say("volume", "create", unnamed, { driver: "local" });
  say("volume", "mount", unnamed, { container: "c1", destination: "/etc/letsencrypt" });
  say("volume", "mount", unnamed, { container: "c2", destination: "/there" });
  expect(origins.of(unnamed)).toBe(
    "first mounted at /etc/letsencrypt of the container relay-1 (image relay:1)",
  );
  expect(origins.of("another")).toBeUndefined();
  origins.stop();
  expect(stopped).toBe(true);
});

test("an engine that does not answer is named in the client's words", () => {
  const act = () =>
    readEngine(() => {
      throw new Error("docker ps: Cannot connect to the Docker daemon");
    });
  expect(act).toThrow("Cannot connect");
});
