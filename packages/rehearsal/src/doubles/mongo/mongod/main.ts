import { parseFlags } from "./flags.ts";
import { log } from "./log.ts";
import { startNode } from "./start.ts";
import { EXIT, Stop } from "./stop.ts";

/** Runs mongod until a signal. Ends the process with mongod's exit codes. */
export async function runMongod(args: readonly string[]): Promise<void> {
  process.title = "mongod";
  const end = (code: number): never => {
    log("I", "CONTROL", 23138, "Shutting down", { exitCode: code });
    process.exit(code);
  };
  const fail = (error: unknown): never => {
    if (!(error instanceof Stop)) {
      log("F", "STORAGE", 23095, "Fatal assertion", { error: String(error) });
      return end(EXIT.abrupt);
    }
    if (error.exitCode === EXIT.badOptions) {
      process.stderr.write(`${error.message}\n`);
      process.exit(error.exitCode);
    }
    log("E", "CONTROL", 20557, "DBException in initAndListen, terminating", { error: error.message });
    return end(error.exitCode);
  };
  const signalled = Promise.withResolvers<string>();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => signalled.resolve(signal));
  try {
    const flags = parseFlags(args);
    log("I", "CONTROL", 4615611, "MongoDB starting", {
      pid: process.pid,
      dbPath: flags.dbpath,
      double: true,
    });
    const node = await startNode(flags, { onFault: fail, log, now: () => performance.now() });
    log("I", "CONTROL", 23377, "Received signal", { signal: await signalled.promise });
    await node.close();
  } catch (error) {
    fail(error);
  }
  end(EXIT.clean);
}
