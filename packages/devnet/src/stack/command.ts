import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { DevnetError } from "../errors.ts";
import { openDataDir } from "../storage/data-dir.ts";
import { STACK_PORTS, type StackSettings, stackServices } from "./services.ts";
import { supervise } from "./supervise.ts";

const USAGE = `Usage: unicity-devnet stack --data-dir DIR [options]

Runs relay (${STACK_PORTS.relay}), aggregator (${STACK_PORTS.aggregator}) and faucet (${STACK_PORTS.faucet}), each as a process, until SIGTERM.

  --host ADDRESS         address to bind (127.0.0.1)
  --data-dir DIR         folder of all state
  --mnemonic-file FILE   identity of the faucet (default: a random one, kept in DIR)
  --faucet-url URL       address of the faucet for clients (default: the one that each client used)`;

/** A container engine waits 10 s before it kills. */
const GRACE_MS = 7_000;

/** `unicity-devnet stack …`: runs the whole stack until SIGTERM or SIGINT. Exit codes as those of {@link supervise}. */
export async function run(args: string[]): Promise<void> {
  const settings = parse(args);
  if (settings === "help") return console.log(USAGE);
  openDataDir(settings.dataDir);
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());
  const [script = ""] = process.argv.slice(1);
  process.exitCode = await supervise(
    stackServices(settings).map(({ name, args }) => ({ name, command: [process.execPath, script, ...args] })),
    {
      stop: stop.signal,
      graceMs: GRACE_MS,
      log: (event, fields) => console.log(JSON.stringify({ event, ...fields })),
    },
  );
}

function parse(args: string[]): StackSettings | "help" {
  const values = parseFlags(args);
  if (values.help) return "help";
  if (!values["data-dir"]) throw usageError("--data-dir is missing.");
  return {
    host: values.host,
    dataDir: resolve(values["data-dir"]),
    mnemonicFile: values["mnemonic-file"],
    faucetUrl: values["faucet-url"],
  };
}

function parseFlags(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        host: { type: "string", default: "127.0.0.1" },
        "data-dir": { type: "string" },
        "mnemonic-file": { type: "string" },
        "faucet-url": { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw usageError((error as Error).message);
  }
}

function usageError(what: string): DevnetError {
  return new DevnetError({ code: "USAGE", what, next: `\n${USAGE}` });
}
