// Setting a stack of three processes with 300 leaves and 300 events back, after 30 more of each.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finalizeEvent, generateSecretKey } from "nostr-tools/pure";
import { WebSocket } from "ws";
import { printRow, row } from "../../../scripts/bench/row.ts";
import { connectControl } from "../src/control.ts";
import { commitmentParams, rpc } from "../test/aggregator/support/requests.ts";
import { type SpawnedStack, spawnStack } from "../test/journey/support/spawned-stack.ts";

const RUNS = 10;
const STACK_SIZE = 300;
const LATER = 30;
const built = join(import.meta.dirname, "..", "dist", "cli.js");

const folder = mkdtempSync(join(tmpdir(), "revert-bench-"));
const control = connectControl(join(folder, "control"));
const stack = await spawnStack(folder, existsSync(built) ? built : undefined, join(folder, "control"));
try {
  await grow(stack, STACK_SIZE);
  const [snapshots, reverts]: [number[], number[]] = [[], []];
  for (let run = 0; run < RUNS; run += 1) {
    let id = "";
    snapshots.push(
      await timed(async () => {
        id = await control.snapshot();
      }),
    );
    await grow(stack, LATER);
    reverts.push(await timed(() => control.revert(id)));
  }
  printRow(row("snapshot of a stack with 300 leaves", "ms", snapshots));
  printRow(row("revert of a stack with 300 leaves", "ms", reverts, { op: "<=", value: 100 }));
} finally {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function timed(task: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

/** Certifies so many commitments, and publishes so many events. */
async function grow({ aggregatorUrl, relayUrl }: SpawnedStack, count: number): Promise<void> {
  const submitted = Array.from({ length: count }, () =>
    rpc(aggregatorUrl, "submit_commitment", commitmentParams()),
  );
  await Promise.all([...submitted, publishAll(relayUrl, count)]);
}

function publishAll(url: string, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    let left = count;
    socket.on("error", reject);
    socket.on("message", () => {
      left -= 1;
      if (left > 0) return;
      socket.close();
      resolve();
    });
    socket.on("open", () => {
      const created_at = Math.floor(Date.now() / 1000);
      for (let index = 0; index < count; index += 1) {
        const event = finalizeEvent(
          { kind: 1, created_at, tags: [["t", `${index}`]], content: "x".repeat(500) },
          generateSecretKey(),
        );
        socket.send(JSON.stringify(["EVENT", event]));
      }
    });
  });
}
