import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../instance/atomic-file.ts";
import { openLog } from "../../instance/log-files.ts";
import { identifyProcess, type ProcessIdentity } from "../../process/identity.ts";

/** A process that was just started. */
export interface ServiceProcess {
  identity: ProcessIdentity;
  /** Set once it has ended: exit code or signal. */
  ended(): string | undefined;
}

/** Where a service listens, as it says itself in `endpoint.json` of its data folder. */
export interface Endpoint {
  pid: number;
  url: string;
  port: number;
}

/** Environment of the services: they live long and need none of the caller's secrets. */
const PASSED_ON = ["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "TZ"];

/** A small young generation and one helper thread: several services share one machine and are idle most of the time. */
const NODE_OPTIONS = ["--disable-warning=ExperimentalWarning", "--max-semi-space-size=1", "--v8-pool-size=1"];

/**
 * Starts a service in a session of its own, so that neither Ctrl-C nor the end of this process reaches it; its output
 * goes to a file.
 */
export function spawnService(
  command: readonly string[],
  files: { dataDir: string; logFile: string },
  env: NodeJS.ProcessEnv,
): ServiceProcess {
  makeFolder(files.dataDir, 0o700);
  rmSync(endpointFile(files.dataDir), { force: true });
  const log = openLog(files.logFile);
  try {
    const child = spawn(process.execPath, [...NODE_OPTIONS, ...command], {
      cwd: files.dataDir,
      detached: true,
      stdio: ["ignore", log, log],
      env: Object.fromEntries(PASSED_ON.flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
    });
    child.unref();
    return { identity: identityOf(child), ended: watchEnd(child) };
  } finally {
    closeSync(log);
  }
}

/** The file in the data folder of a service that says where it listens. */
export const endpointFile = (dataDir: string): string => join(dataDir, "endpoint.json");

/** The endpoint that this very process has published, once it accepts requests. */
export function readEndpoint(dataDir: string, pid: number): Endpoint | undefined {
  try {
    const endpoint = JSON.parse(readFileSync(endpointFile(dataDir), "utf8")) as Endpoint;
    return endpoint.pid === pid ? endpoint : undefined;
  } catch {
    return undefined;
  }
}

function identityOf(child: ChildProcess): ProcessIdentity {
  const pid = child.pid ?? 0;
  return identifyProcess(pid) ?? { pid, started: "ended at once" };
}

function watchEnd(child: ChildProcess): () => string | undefined {
  let end: string | undefined;
  child.on("exit", (code, signal) => {
    end = signal ? `killed by ${signal}` : `exit code ${code}`;
  });
  child.on("error", (error) => {
    end = error.message;
  });
  return () => end;
}
