import { join } from "node:path";
import type { CommandResult, RunCommand } from "rehearsal";
import { EXIT, type ExitCode, StackError } from "../errors.ts";

/** What `run-relay.sh` and `run-faucet.sh` need of a rehearsal. */
export interface ScriptSettings {
  readonly checkout: string;
  readonly project: string;
  readonly network: string;
  readonly stackNetwork: string;
  readonly domain: string;
  readonly image: string;
  /** HAProxy's name on its network. */
  readonly haproxyHost: string;
  /** `ADDRESS:PORT` at which this host reaches HAProxy's port 443. */
  readonly httpsAddress: string;
  readonly apiKeyFile: string;
  readonly rootFile: string;
  readonly acmeFolder: string;
  /** Folder of the scripts' state: locks and secrets. */
  readonly stateFolder: string;
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

const SCRIPT_MS = 180_000;
/** From TERM to KILL: a script that is interrupted puts back what it replaced. */
const KILL_AFTER_MS = 20_000;

/** Path of a run script in the checkout. */
export function scriptPath(checkout: string, service: "relay" | "faucet"): string {
  return join(checkout, `packages/${service}-image/run-${service}.sh`);
}

/** The variables that an operator would set for another project, HAProxy and certificate authority. */
export function scriptEnvironment(settings: ScriptSettings): Record<string, string | undefined> {
  return {
    PROJECT_NAME: settings.project,
    STACK_NETWORK: settings.stackNetwork,
    APP_NET: settings.stackNetwork,
    HAPROXY_NET: settings.network,
    HAPROXY_HOST: settings.haproxyHost,
    HAPROXY_API_KEY: undefined,
    HAPROXY_API_KEY_FILE: settings.apiKeyFile,
    HTTPS_CHECK_ADDRESS: settings.httpsAddress,
    ACME_SETTINGS: settings.acmeFolder,
    SSL_CA_FILE: settings.rootFile,
    STATE_DIR: settings.stateFolder,
    SECRETS_DIR: join(settings.stateFolder, "secrets"),
    SSL_MANAGER_RUN_LIB: undefined,
    CONTAINER_NAME: undefined,
    DATA_VOLUME: undefined,
    LETSENCRYPT_VOLUME: undefined,
    NO_COLOR: "1",
    ...settings.environment,
  };
}

/** The arguments with which an operator starts a service. */
export function startArguments({ domain, image, haproxyHost }: ScriptSettings): string[] {
  const account = ["--ssl-email", "ops@example.org"];
  return ["--domain", domain, ...account, "--haproxy-host", haproxyHost, "--image", image];
}

/** Runs a script to its end; never rejects because of how it ended. */
export function runScript(
  run: RunCommand,
  service: "relay" | "faucet",
  args: readonly string[],
  settings: ScriptSettings,
  onLine?: (line: string) => void,
): Promise<CommandResult> {
  return run([scriptPath(settings.checkout, service), ...args], {
    timeout: SCRIPT_MS,
    killAfter: KILL_AFTER_MS,
    environment: scriptEnvironment(settings),
    onLine,
  });
}

/**
 * Starts a service as an operator does.
 * @returns its last line
 * @throws StackError `SCRIPT_FAILED` with what it printed last and its exit code
 */
export async function startByScript(
  run: RunCommand,
  service: "relay" | "faucet",
  settings: ScriptSettings,
  onLine: (line: string) => void,
): Promise<number> {
  const lines: string[] = [];
  const { exitCode, stderr } = await runScript(run, service, startArguments(settings), settings, (line) => {
    lines.push(line);
    if (line.trim() !== "") onLine(line.trim());
  });
  if (exitCode === 0) return lines.filter((line) => /✓|✔|\[PASS\]|pass/i.test(line)).length;
  throw new StackError(
    {
      code: "SCRIPT_FAILED",
      what: `run-${service}.sh ended with ${exitCode ?? "no exit code"}.`,
      where: scriptPath(settings.checkout, service),
      evidence: lines.slice(-25).join("\n") || stderr.trim(),
    },
    exitCodeOf(exitCode),
  );
}

function exitCodeOf(code: number | undefined): ExitCode {
  return code === EXIT.unreachable || code === EXIT.usage ? code : EXIT.degraded;
}
