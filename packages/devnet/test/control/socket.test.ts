import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startAggregator } from "../../src/aggregator/service.ts";
import { connectControl } from "../../src/control.ts";
import { startRelay } from "../../src/relay/relay.ts";
import { temporaryFolder } from "../aggregator/support/folders.ts";
import { runProcess, startProcess } from "../aggregator/support/process.ts";
import { controlledAggregator, withCode } from "./support/controlled-aggregator.ts";

/** Sends text as it is and returns the lines that came back until the other side was silent or ended. */
async function exchange(path: string, text: string, answers: number): Promise<unknown[]> {
  const socket = createConnection({ path });
  let received = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    received += chunk;
    if (received.split("\n").length > answers) socket.end();
  });
  socket.write(text);
  await once(socket, "close");
  return received
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("is for its owner alone, and gone when the service has ended", async () => {
  const folder = join(temporaryFolder(), "control");
  const aggregator = await startAggregator({ control: folder });
  const modes = [folder, join(folder, "aggregator.sock")].map((path) => statSync(path).mode & 0o777);
  expect(modes).toEqual([0o700, 0o600]);
  await aggregator.close();
  expect(readdirSync(folder)).toEqual([]);
});

test("answers each line, and lines that make no sense with a reason", async () => {
  const { folder } = await controlledAggregator({ rounds: "manual" });
  const lines = [
    "nonsense",
    '"next-round"',
    '{"call":"next-rounds"}',
    '{"call":"next-round","more":1}',
    '{"call":"revert","id":"../../x"}',
    '{"call":"snapshot","id":"0123456789abcdef","services":["relay"]}',
    '{"call":"next-round"}',
    '{"call":"snapshots"}',
  ];
  const answers = await exchange(join(folder, "aggregator.sock"), `${lines.join("\n")}\n`, lines.length);
  expect(answers).toEqual([
    ...Array(6).fill({ ok: false, error: expect.objectContaining({ code: "CONTROL_MESSAGE_INVALID" }) }),
    { ok: true, result: { height: "2" } },
    { ok: true, result: [] },
  ]);
});

test("ends a connection whose line is too long, and goes on with others", async () => {
  const { folder, control } = await controlledAggregator();
  const endless = "x".repeat(200_000);
  expect(await exchange(join(folder, "aggregator.sock"), endless, 9)).toEqual([
    { ok: false, error: expect.objectContaining({ code: "CONTROL_MESSAGE_INVALID" }) },
  ]);
  expect(await control.nextRound()).toBeGreaterThan(0n);
});

test("works in a folder that is too deep for sockets, by a short one that goes with the last service", async () => {
  const deep = join(temporaryFolder(), "x".repeat(60), "y".repeat(60), "control");
  const relay = await startRelay({ host: "127.0.0.1", port: 0, storage: { memory: true }, control: deep });
  const aggregator = await startAggregator({ control: deep });
  const short = readFileSync(join(deep, "where"), "utf8");
  const control = connectControl(deep);
  await control.revert(await control.snapshot());
  expect(readdirSync(short).sort()).toEqual(["aggregator.sock", "relay.sock"]);
  expect(statSync(short).mode & 0o777).toBe(0o700);
  await aggregator.close();
  expect(existsSync(short)).toBe(true);
  await relay.close();
  expect(existsSync(short)).toBe(false);
});

test("is there again after a process was killed, and listens for one process only", async () => {
  const [dataDir, folder] = [temporaryFolder(), temporaryFolder()];
  const start = () => startProcess(["aggregator", "--port", "0", "--data-dir", dataDir, "--control", folder]);
  await (await start()).end("SIGKILL");
  expect(readdirSync(folder)).toEqual(["aggregator.sock"]);
  const control = connectControl(folder);
  await expect(control.nextRound()).rejects.toEqual(withCode("CONTROL_UNREACHABLE"));
  const again = await start();
  try {
    const other = ["aggregator", "--port", "0", "--data-dir", temporaryFolder(), "--control", folder];
    expect(await runProcess(other)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("CONTROL_TAKEN"),
    });
    expect(await control.nextRound()).toBeGreaterThan(1n);
  } finally {
    await again.end("SIGTERM");
  }
  expect(readdirSync(folder)).toEqual([]);
});

test("a folder that cannot be used is refused in words", async () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  await expect(startAggregator({ control: file })).rejects.toEqual(withCode("CONTROL_FOLDER_UNUSABLE"));
});

test("without a service every call says that there is no control", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "control"));
  const control = connectControl(join(folder, "control"));
  const calls = [
    control.fault("relay", { latencyMs: 1 }),
    control.clearFaults(),
    control.clearFaults("faucet"),
    control.setRounds("manual"),
    control.nextRound(),
    control.snapshot(),
    control.revert("0123456789abcdef"),
  ];
  const reasons = (await Promise.allSettled(calls)).map((call) => call.status === "rejected" && call.reason);
  expect(reasons).toEqual(calls.map(() => withCode("CONTROL_UNREACHABLE")));
});

test.each(["relay", "faucet"])("the %s says in its help that it can be controlled", async (service) => {
  expect((await runProcess([service, "--help"])).stdout).toContain("--control FOLDER");
});
