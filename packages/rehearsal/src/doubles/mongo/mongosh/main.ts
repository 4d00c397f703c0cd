import { homedir } from "node:os";
import { inspect } from "node:util";
import { DatabaseError } from "../database-error.ts";
import { parseArguments, type ShellArguments } from "./arguments.ts";
import { keepLog } from "./history.ts";
import { Quit } from "./quit.ts";
import { Session } from "./session.ts";
import { evaluate } from "./table.ts";

/** Runs mongosh: evaluates its scripts, prints what the last one gives, and ends the process with 0, 1 or `quit`'s code. */
export async function runMongosh(args: readonly string[]): Promise<void> {
  let shell: ShellArguments;
  try {
    shell = parseArguments(args);
  } catch (error) {
    process.stderr.write(`Error parsing command line: ${describe(error)}\n`);
    process.exit(1);
  }
  const warning = keepLog(homedir());
  if (warning) process.stderr.write(`${warning}\n`);
  process.exitCode = await runScripts(shell);
}

async function runScripts({ scripts, address, quiet }: ShellArguments): Promise<number> {
  let session: Session | undefined;
  try {
    if (!quiet) process.stdout.write(`Connecting to:\tmongodb://${address.name}/?directConnection=true\n`);
    session = await Session.open(address);
    let value: unknown;
    for (const script of scripts) value = await evaluate(script, session);
    if (value !== undefined)
      process.stdout.write(`${typeof value === "string" ? value : inspect(value, { depth: 6 })}\n`);
    return 0;
  } catch (error) {
    if (error instanceof Quit) return error.exitCode;
    process.stderr.write(`${describe(error)}\n`);
    return 1;
  } finally {
    session?.close();
  }
}

function describe(error: unknown): string {
  if (!(error instanceof DatabaseError)) return error instanceof Error ? error.message : String(error);
  return error.code === 0
    ? `MongoNetworkError: ${error.message}`
    : `MongoServerError[${error.codeName}]: ${error.message}`;
}
