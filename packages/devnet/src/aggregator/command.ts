import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { DevnetError } from "../errors.ts";
import { runService } from "../service/run-service.ts";
import type { AggregatorOptions } from "./service.ts";

const usage = `Usage: unicity-devnet aggregator --data-dir DIR [options]

  --host ADDRESS     address to bind (default 127.0.0.1)
  --port N           TCP port (default 11003; 0 picks a free one)
  --data-dir DIR     folder of keys.json, aggregator.db, trust-base.json, endpoint.json
  --memory           keep the chain in memory; keys and trust base stay in DIR
  --key-file FILE    use these root keys (keys.json of ubft) instead of those in DIR
  --round-ms N       seal at this cadence (a real root chain: 900) instead of on demand
  --control FOLDER   listen for faults, rounds and snapshots on FOLDER/aggregator.sock, for tests only
  --manual-rounds    begin with rounds that are sealed only by control
  --help             this text

For development: one root key, not BFT.`;

/** Runs the aggregator as the purpose of this process. @throws DevnetError `USAGE` */
export async function run(args: string[]): Promise<void> {
  const options = parse(args);
  if (options === "help") return console.log(usage);
  await runService("aggregator", options.dataDir, async () =>
    (await import("./service.ts")).startAggregator(options),
  );
}

function parse(args: string[]): (AggregatorOptions & { dataDir: string }) | "help" {
  const { values } = parseFlags(args);
  if (values.help) return "help";
  if (!values["data-dir"]) throw usageError("--data-dir is missing.");
  const { control, "manual-rounds": manual } = values;
  if (manual && control === undefined) throw usageError("--manual-rounds needs --control FOLDER.");
  return {
    host: values.host ?? "127.0.0.1",
    port: values.port === undefined ? 11003 : integer("--port", values.port, 0, 65_535),
    dataDir: values["data-dir"],
    memory: values.memory ?? false,
    rounds: manual ? "manual" : "auto",
    ...(control !== undefined && { control: resolve(control) }),
    ...(values["key-file"] !== undefined && { keyFile: values["key-file"] }),
    ...(values["round-ms"] !== undefined && {
      roundMs: integer("--round-ms", values["round-ms"], 10, 60_000),
    }),
  };
}

function parseFlags(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        host: { type: "string" },
        port: { type: "string" },
        "data-dir": { type: "string" },
        memory: { type: "boolean" },
        "key-file": { type: "string" },
        "round-ms": { type: "string" },
        "manual-rounds": { type: "boolean" },
        control: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw usageError((error as Error).message);
  }
}

function integer(flag: string, value: string, least: number, most: number): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= least && number <= most) return number;
  throw usageError(`${flag} is not an integer from ${least} to ${most}.`, value);
}

function usageError(what: string, evidence?: string): DevnetError {
  return new DevnetError({ code: "USAGE", what, ...(evidence && { evidence }), next: `\n${usage}` });
}
