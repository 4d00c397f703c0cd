import { rmSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "../errors.ts";
import { writeFileAtomic } from "../storage/atomic-file.ts";

/** A started service as its process sees it. */
export interface RunningService {
  /** Base URL for clients, `http://…` or `ws://…`. */
  url: string;
  host: string;
  port: number;
  /** Stops listening, flushes and closes the state; resolves when nothing is open any more. */
  close(): Promise<void>;
}

/** Content of `endpoint.json`: written when the service accepts requests, removed when it stops. */
export interface ServiceEndpoint {
  service: string;
  pid: number;
  url: string;
  host: string;
  port: number;
}

/** File in the data folder that tells other processes where the service listens. */
export const ENDPOINT_FILE = "endpoint.json";

/**
 * Runs one service as the only purpose of this process: starts it, publishes `endpoint.json` in `dataDir`,
 * stops it on SIGTERM or SIGINT (exit 0), and prints a start-up error in five parts on stderr (exit 3).
 */
export async function runService(
  service: string,
  dataDir: string,
  start: () => Promise<RunningService>,
): Promise<void> {
  const file = join(dataDir, ENDPOINT_FILE);
  try {
    rmSync(file, { force: true });
    const running = await start();
    // Before anybody can know that it runs: whoever reads the endpoint may stop it at once.
    const stop = async () => {
      rmSync(file, { force: true });
      await running.close();
      process.exit(0);
    };
    process.once("SIGTERM", stop);
    process.once("SIGINT", stop);
    const endpoint: ServiceEndpoint = {
      service,
      pid: process.pid,
      url: running.url,
      host: running.host,
      port: running.port,
    };
    writeFileAtomic(file, `${JSON.stringify(endpoint)}\n`);
    console.log(JSON.stringify({ event: "listening", ...endpoint }));
  } catch (error) {
    console.error(describeError(error));
    process.exit(3);
  }
}
