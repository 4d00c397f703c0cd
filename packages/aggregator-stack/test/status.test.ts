import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { rootGenesis } from "./support/genesis.ts";

const program = fileURLToPath(new URL("../image/aggregator-status", import.meta.url));

/** Runs Python after the program's definitions, as `m`; what it prints is JSON. */
function python(script: string, environment: Record<string, string> = {}): unknown {
  const text = `import json, runpy, sys
m = runpy.run_path(sys.argv[1], run_name="status")
${script}`;
  const { status, stdout, stderr } = spawnSync("python3", ["-c", text, program], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, ...environment },
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

/** HTTP status of each round, with the height that the aggregator says (null: no answer) and the time in seconds. */
function readinessOf(rounds: [height: number | null, seconds: number][]): unknown[] {
  return python(`
rounds = json.loads(${JSON.stringify(JSON.stringify(rounds))})
now = 0
def ask():
    if height is None:
        raise OSError("refused")
    return height
ready = m["Readiness"](ask, 30, lambda: now)
answers = []
for height, now in rounds:
    answers.append(ready())
print(json.dumps(answers))`) as unknown[];
}

test("it is ready once the height was seen to grow, and no longer than it grows", () => {
  const answers = readinessOf([
    [7, 0],
    [7, 2],
    [8, 4],
    [8, 34],
    [8, 35],
    [9, 40],
  ]) as [number, { reason?: string; blockHeight: string }][];
  expect(answers.map(([status]) => status)).toEqual([503, 503, 200, 200, 503, 200]);
  expect(answers[0]?.[1].reason).toMatch(/not seen to grow yet/);
  expect(answers[4]?.[1]).toMatchObject({ reason: expect.stringContaining("for 31 s"), blockHeight: "8" });
});

test("an aggregator that is away, or that begins anew, is not ready, with the reason", () => {
  const answers = readinessOf([
    [7, 0],
    [8, 2],
    [null, 4],
    [9, 6],
    [2, 8],
    [2, 10],
    [3, 12],
  ]) as [number, { reason?: string }][];
  expect(answers.map(([status]) => status)).toEqual([503, 200, 503, 200, 503, 503, 200]);
  expect(answers[2]?.[1].reason).toMatch(/does not answer get_block_height: refused/);
});

test.each([
  ['urllib.error.URLError(ConnectionRefusedError(111, "Connection refused"))', "Connection refused"],
  ['urllib.error.URLError(socket.gaierror(-2, "Name or service not known"))', "Name or service not known"],
  ['urllib.error.URLError(TimeoutError("timed out"))', "timed out"],
  ['urllib.error.HTTPError("http://x/", 502, "Bad Gateway", {}, None)', "HTTP status 502"],
  ['json.JSONDecodeError("Expecting value", "<html>", 0)', "the answer is not one of JSON-RPC"],
  ['ValueError("method not found")', "method not found"],
])("says why the aggregator does not answer, without Python's words: %s", (error, text) => {
  expect(python(`import socket, urllib.error\nprint(json.dumps(m["cause"](${error})))`)).toBe(text);
});

function temporaryFile(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), "aggregator-status-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "trust-base.json"), content);
  return join(folder, "trust-base.json");
}

const describeStack = (file: string, environment: Record<string, string> = {}) =>
  python('print(json.dumps(m["stack"]()))', { TRUST_BASE_FILE: file, ...environment });

test("the description holds the genesis id, and the SHA-256 of the very bytes that are served", () => {
  const nodes = [
    { nodeId: "b", sigKey: "0x02", stake: 1 },
    { nodeId: "a", sigKey: "0x01", stake: 1 },
  ];
  const content = JSON.stringify({ networkId: 3, epoch: 1, rootNodes: nodes, signatures: {} }, null, 2);
  const core = '{"networkId":3,"rootNodes":[{"nodeId":"a","sigKey":"0x01"},{"nodeId":"b","sigKey":"0x02"}]}';
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  expect(
    describeStack(temporaryFile(content), {
      STACK_VERSION: "1.2.3",
      STACK_GENERATION: "v1",
      STACK_API_VERSION: "v1",
      STACK_SDK: '{"a":">=1"}',
      STACK_RELAY_URL: "wss://relay.example.org",
    }),
  ).toEqual([
    200,
    {
      version: "1.2.3",
      generation: "v1",
      apiVersion: "v1",
      sdk: { a: ">=1" },
      genesisId: sha256(core),
      trustBase: { url: "/.well-known/trust-base.json", sha256: sha256(content) },
      endpoints: {
        aggregator: "/",
        health: "/health",
        ready: "/ready",
        relay: "wss://relay.example.org",
      },
    },
  ]);
});

test("the genesis id is the one that stamps the state set", async () => {
  await using genesis = await rootGenesis();
  const [, { genesisId }] = describeStack(join(genesis.root, "trust-base.json")) as [
    number,
    { genesisId: string },
  ];
  expect(genesis.check().stdout).toBe(`${genesisId}\n`);
});

test.each(["", "{}", "[]", '{"networkId":3,"rootNodes":[{"nodeId":"a","sigKey":1}]}'])(
  "of a trust base that says %j nothing is claimed",
  (content) => {
    expect(describeStack(temporaryFile(content))).toMatchObject([200, { genesisId: null }]);
  },
);
