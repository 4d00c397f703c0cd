import { startAggregator } from "@unicity-sphere/devnet";
import { answerAsUpstream } from "./upstream-http.ts";

/** Runs devnet's aggregator, with root node and chain in `DOUBLE_DATA_DIR`, until TERM or INT. */
export async function runStandalone(environment: NodeJS.ProcessEnv): Promise<void> {
  const { PORT = "3000", HOST = "0.0.0.0", DOUBLE_DATA_DIR = "/app/data" } = environment;
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
