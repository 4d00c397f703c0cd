import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { DevnetError } from "../errors.ts";
import { runService } from "../service/run-service.ts";
import { type RelayOptions, startRelay } from "./relay.ts";

const USAGE = `Usage: unicity-devnet relay --data-dir DIR

  --host ADDRESS        address to bind (127.0.0.1)
  --port N              TCP port, 0 picks a free one (7777)
  --data-dir DIR        folder of the database and of endpoint.json
  --memory              keep events in memory only
  --control FOLDER      listen for faults and snapshots on FOLDER/relay.sock, for tests only
  --name NAME           shown to clients (NIP-11)
  --description TEXT    shown to clients (NIP-11)`;

/** File of the events in the data folder. */
const DATABASE_FILE = "relay.sqlite";

/** `unicity-devnet relay …`: runs the relay as this process. A usage error is printed and ends with exit code 3. */
export async function run(args: string[]): Promise<void> {
  if (args.includes("--help") || args.includes("-h")) return console.log(USAGE);
  let parsed: { dataDir: string; options: RelayOptions };
  try {
    parsed = parse(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(3);
  }
  const { dataDir, options } = parsed;
  await runService("relay", dataDir, async () => {
    createFolder(dataDir);
    return startRelay(options);
  });
}

function createFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    throw new DevnetError(
      {
        code: "STATE_UNWRITABLE",
        what: "The data folder cannot be created.",
        where: dataDir,
        evidence: error instanceof Error ? error.message : String(error),
        next: "Check the owner and mode of its parent folder, or choose another --data-dir.",
      },
      { cause: error },
    );
  }
}

function parse(args: string[]): { dataDir: string; options: RelayOptions } {
  const { values } = parseArgs({
    args,
    options: {
      host: { type: "string", default: "127.0.0.1" },
      port: { type: "string", default: "7777" },
      "data-dir": { type: "string" },
      memory: { type: "boolean", default: false },
      control: { type: "string" },
      name: { type: "string" },
      description: { type: "string" },
    },
  });
  if (!values["data-dir"]) throw new Error("--data-dir is required.");
  const dataDir = resolve(values["data-dir"]);
  return {
    dataDir,
    options: {
      host: values.host,
      port: portNumber(values.port),
      storage: values.memory ? { memory: true } : { file: join(dataDir, DATABASE_FILE) },
      ...(values.control === undefined ? {} : { control: resolve(values.control) }),
      ...(values.name === undefined ? {} : { name: values.name }),
      ...(values.description === undefined ? {} : { description: values.description }),
    },
  };
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new Error(`--port must be a whole number up to 65535, got "${text}".`);
  return port;
}
