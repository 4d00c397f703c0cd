// A thousand WebSockets of the relay of the host's Compose file, within its limits, held through HAProxy and nginx.
// Usage: node bench/web-sockets.bench.ts [--sockets 1000] [--seconds 60]
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { printRow, row } from "../../../scripts/bench/row.ts";
import { startRelayBehindHaproxy } from "../test/containers/load/support/relay-behind-haproxy.ts";
import { Subscribers } from "../test/containers/load/support/subscribers.ts";
import { NostrClient } from "../test/containers/relay/support/client.ts";
import { docker } from "../test/support/engine.ts";
import { withoutEngine } from "./engine.ts";

const { values } = parseArgs({
  options: { sockets: { type: "string", default: "1000" }, seconds: { type: "string", default: "60" } },
});
const count = Number(values.sockets);
/** Half of what the Compose file gives it. */
const LIMIT_MIB = 256;

if (!withoutEngine("WebSockets held through HAProxy and nginx")) {
  await using relay = await startRelayBehindHaproxy();
  const before = await memory(relay.container);
  const start = performance.now();
  using sockets = await Subscribers.open(count, relay.url, relay.tls);
  printRow(row(`${count} WebSockets opened in`, "s", [(performance.now() - start) / 1000]));
  // Longer than the 30 s after which HAProxy cuts what is idle.
  await sleep(Number(values.seconds) * 1000);
  using publisher = await NostrClient.open(relay.url, relay.tls);
  const { id } = await publisher.publish("to all");
  const heard = (await sockets.read(id)).filter((content) => content === "to all").length;
  const bar = { op: ">=", value: count } as const;
  printRow(row(`WebSockets that answer after ${values.seconds} s of silence`, "sockets", [heard], bar));
  printRow(row("WebSockets closed", "sockets", [sockets.closed], { op: "<=", value: 0 }));
  const after = await memory(relay.container);
  printRow(row("memory of the relay's container before", "MiB", [before]));
  printRow(row("memory of the relay's container with them", "MiB", [after], { op: "<=", value: LIMIT_MIB }));
}

/** What a container uses, MiB. */
async function memory(container: string): Promise<number> {
  const [, amount, unit] =
    /^([\d.]+)([KMG])iB/.exec(await docker("stats", "--no-stream", "--format", "{{.MemUsage}}", container)) ??
    [];
  return Number(amount) * ({ K: 1 / 1024, M: 1, G: 1024 }[unit ?? ""] ?? Number.NaN);
}
