import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { docker } from "../../../support/engine.ts";

/** What `service-status` prints, as far as the tests look at it. */
export interface Status {
  health: string;
  phase: string;
  mode: string;
  domains: {
    domain: string;
    certificate: { serial: string; servedSerial: string; environment: string } | null;
    registration: { state: string; httpsPort: number | null; code: string; message: string } | null;
  }[];
  processes: Record<string, { up: boolean; pid: number | null }>;
  failures: string[];
  warnings: string[];
  errors: string;
}

/** Guards against hanging alone: other suites keep the machine busy. */
const WAIT_MS = 300_000;

/** A service on the runtime, in a container. */
export class ServiceContainer implements AsyncDisposable {
  readonly name: string;
  readonly #network: string;

  constructor(name: string, network: string) {
    this.name = name;
    this.#network = network;
  }

  /** Runs a command in the container; never rejects because of how it ended. */
  async run(
    ...command: string[]
  ): Promise<{ exitCode?: number | undefined; stdout: string; stderr: string }> {
    const options = { reject: false, timeout: WAIT_MS + 5_000, stdin: "ignore" } as const;
    return execa("docker", ["exec", this.name, ...command], options);
  }

  async shell(script: string): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run("bash", "-c", script);
    if (exitCode !== 0) throw new Error(`${script}: ${exitCode}\n${stdout}\n${stderr}`);
    return stdout;
  }

  async status(): Promise<Status | undefined> {
    const { stdout } = await this.run("service-status");
    try {
      return JSON.parse(stdout) as Status;
    } catch {
      return undefined;
    }
  }

  /** The first status that fits. @throws with the last one and the container's log */
  async until(what: string, fits: (status: Status) => boolean): Promise<Status> {
    const deadline = Date.now() + WAIT_MS;
    let last: Status | undefined;
    while (Date.now() < deadline) {
      last = await this.status();
      if (last && fits(last)) return last;
      if ((await this.state()) !== "running") break;
      await sleep(250);
    }
    throw new Error(`${what}: not reached\n${JSON.stringify(last)}\n${await this.log()}`);
  }

  /** A status costs as much processor time as a start needs in half a second: it is asked for once the phase is there. */
  async untilServing(): Promise<Status> {
    await this.untilPhase("serving");
    return this.until("serving", ({ phase, failures }) => phase === "serving" && failures.length === 0);
  }

  /** Waits until a line of the phase is in the state, while the container starts. */
  async untilPhase(phase: string): Promise<void> {
    await this.untilTrue(`[[ $(</run/service-runtime/phase) == ${phase} ]]`);
  }

  /** Waits until a bash condition holds in the container; it looks there, as each `docker exec` costs as much as a start. */
  async untilTrue(condition: string): Promise<void> {
    const deadline = Date.now() + WAIT_MS;
    const look = `until ${condition}; do sleep 0.05; done`;
    while (Date.now() < deadline) {
      const limit = `${Math.ceil((deadline - Date.now()) / 1000)}`;
      if ((await this.run("timeout", limit, "bash", "-c", look)).exitCode === 0) return;
      if ((await this.state()) !== "running") break;
      await sleep(50);
    }
    throw new Error(`${condition}: not reached\n${await this.log()}`);
  }

  /** `running`, `exited` … */
  async state(): Promise<string> {
    return docker("inspect", "--format", "{{.State.Status}}", this.name);
  }

  /** Exit code of the container once it ended. */
  async ended(): Promise<number> {
    return Number((await execa("docker", ["wait", this.name], { timeout: WAIT_MS })).stdout);
  }

  async stop(): Promise<number> {
    await docker("stop", this.name);
    return this.ended();
  }

  async log(): Promise<string> {
    const { all } = await execa("docker", ["logs", this.name], { all: true, reject: false });
    return all ?? "";
  }

  async address(): Promise<string> {
    const format = `{{(index .NetworkSettings.Networks ${JSON.stringify(this.#network)}).IPAddress}}`;
    return docker("inspect", "--format", format, this.name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await docker("rm", "--force", "--volumes", this.name);
  }
}
