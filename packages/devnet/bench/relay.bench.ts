// Verified and stored events per second of the built relay over the wire, from a client in another process.
// Usage: node bench/relay.bench.ts [--runs 10] [--events 5000]
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { printRow, row } from "../../../scripts/bench/row.ts";
import { publish, startRelayProcess } from "./relay/process.ts";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "10" }, events: { type: "string", default: "5000" } },
});

const folder = mkdtempSync(join(tmpdir(), "relay-bench-"));
try {
  const relay = await startRelayProcess(folder);
  const idle = existsSync("/proc/self/status") ? relay.memory() : undefined;
  try {
    const rates = await publish(relay.url, Number(values.runs), Number(values.events));
    printRow(row("relay, events verified and stored", "events/s", rates, { op: ">=", value: 3000 }));
  } finally {
    await relay.stop();
  }
  if (idle) {
    printRow(row("relay, idle memory (resident)", "MB", [idle.residentMb]));
    printRow(row("relay, idle memory (private)", "MB", [idle.privateMb]));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
