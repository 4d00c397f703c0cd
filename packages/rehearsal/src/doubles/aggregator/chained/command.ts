import { readSettings } from "../settings.ts";
import { FatalError } from "./fatal-error.ts";
import { log, messageOf } from "./log.ts";
import type { ApiLine } from "./requests.ts";
import { startChainedAggregator } from "./start.ts";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/** Runs the aggregator as the purpose of this process, until TERM or INT; ends with 1 or 2 where aggregator-go does. */
export async function runChained(environment: NodeJS.ProcessEnv): Promise<void> {
  // As process 1 it would not even see a signal that nobody takes.
  const early = () => process.exit(0);
  for (const signal of SIGNALS) process.once(signal, early);
  try {
    refuseUnknown(environment);
    const aggregator = await startChainedAggregator(
      readSettings(environment),
      lineOf(environment.DOUBLE_LINE),
    );
    let paused = false;
    process.on("SIGUSR2", () => {
      paused = !paused;
      aggregator.setPaused(paused);
    });
    for (const signal of SIGNALS)
      process.off(signal, early).once(signal, () => void aggregator.close().then(() => process.exit(0)));
  } catch (error) {
    log("error", "aggregator failed", { error: messageOf(error) });
    process.exit(error instanceof FatalError ? error.exitCode : 1);
  }
}

function lineOf(line: string | undefined): ApiLine {
  if (line === "v1" || line === "v3") return line;
  throw new FatalError(`this image belongs to no API: DOUBLE_LINE is "${line ?? ""}"`);
}

/** What the double would pretend to do. */
function refuseUnknown({
  BFT_ENABLED,
  USE_REDIS_FOR_COMMITMENTS,
  SHARDING_MODE,
  ENABLE_TLS,
}: NodeJS.ProcessEnv): void {
  if (BFT_ENABLED === "false") throw new FatalError("the double has no rounds without a root node");
  if (USE_REDIS_FOR_COMMITMENTS === "true") throw new FatalError("the double has no queue in Redis");
  if (ENABLE_TLS === "true") throw new FatalError("the double has no TLS");
  if ((SHARDING_MODE || "standalone") !== "standalone") throw new FatalError("the double has no shards");
}
