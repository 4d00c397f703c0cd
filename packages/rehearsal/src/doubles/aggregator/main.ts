import { describeError, startAggregator } from "@unicity-sphere/devnet";
import { answerAsUpstream } from "./upstream-http.ts";

/** Settings of aggregator-go that the double keeps; `DOUBLE_DATA_DIR` stands for root node, genesis and database. */
const { PORT = "3000", HOST = "0.0.0.0", DOUBLE_DATA_DIR = "/app/data" } = process.env;

async function main(): Promise<void> {
  answerAsUpstream();
  const aggregator = await startAggregator({ host: HOST, port: Number(PORT), dataDir: DOUBLE_DATA_DIR });
  console.log(JSON.stringify({ level: "info", msg: "HTTP server listening", port: aggregator.port }));
  let paused = false;
  process.on("SIGUSR2", () => {
    paused = !paused;
    aggregator.setRounds(paused ? "paused" : "auto");
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => void aggregator.close().then(() => process.exit(0)));
}

main().catch((error: unknown) => {
  console.error(describeError(error));
  process.exit(1);
});
