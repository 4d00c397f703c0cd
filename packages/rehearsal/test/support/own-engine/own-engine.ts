import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, open, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { asRoot } from "./as-root.ts";
import { OwnHost } from "./own-host.ts";

/** An engine answers once it has started all containers that were to come back. */
const START_MS = 300_000;
const PID_FILE = "/run/docker/docker.pid";

/** An engine beside the one of this machine: own network, processes, images, volumes. Nothing of it is left at the end. */
export class OwnEngine implements AsyncDisposable {
  readonly #folder: string;
  readonly #cgroup: string;
  #host: OwnHost;
  #dockerd: ChildProcess | undefined;

  private constructor(folder: string, cgroup: string, host: OwnHost) {
    this.#folder = folder;
    this.#cgroup = cgroup;
    this.#host = host;
  }

  /**
   * @param settings of its `daemon.json`, beside its own
   * @param prepare what is done on its host before it starts
   */
  static async start(settings: object = {}, prepare?: (host: OwnHost) => Promise<void>): Promise<OwnEngine> {
    const folder = await mkdtemp(join(tmpdir(), "rehearsal-engine-"));
    const cgroup = `/rehearsal-engine-${randomBytes(4).toString("hex")}`;
    const engine = new OwnEngine(folder, cgroup, await OwnHost.boot());
    try {
      await prepare?.(engine.#host);
      await engine.#configure(settings);
      await engine.startDaemon();
    } catch (error) {
      await engine[Symbol.asyncDispose]();
      throw error;
    }
    return engine;
  }

  /** Value of `DOCKER_HOST`. */
  get url(): string {
    return `unix://${this.#folder}/docker.sock`;
  }

  /** Gives it images of the engine that this process uses. */
  async loadImages(references: readonly string[]): Promise<void> {
    const limits = { timeout: 300_000, stdin: "ignore" } as const;
    const load = execa("docker", ["load"], { timeout: 300_000, env: { DOCKER_HOST: this.url } });
    await execa("docker", ["save", ...references], { ...limits, buffer: false }).pipe(load);
  }

  /** Starts `dockerd` and waits until it answers; it starts containers as their restart policies say. */
  async startDaemon(): Promise<void> {
    const log = await open(join(this.#folder, "dockerd.log"), "a");
    const [file = "", ...args] = this.inside("dockerd", "--config-file", this.#configuration);
    const dockerd = spawn(file, args, { stdio: ["ignore", log.fd, log.fd] });
    this.#dockerd = dockerd;
    await log.close();
    const deadline = Date.now() + START_MS;
    for (;;) {
      const options = { reject: false, timeout: 10_000, env: { DOCKER_HOST: this.url } } as const;
      if ((await execa("docker", ["version"], options)).exitCode === 0) return;
      if (dockerd.exitCode !== null || Date.now() > deadline) throw await this.#notStarted();
      await sleep(100);
    }
  }

  /** Ends `dockerd` as an init system does: it stops all containers within their grace periods. */
  async stopDaemon(): Promise<void> {
    const dockerd = this.#dockerd;
    if (!dockerd) return;
    const ended = once(dockerd, "exit");
    await this.run("sh", "-c", `kill -TERM "$(cat ${PID_FILE})"`);
    await ended;
    this.#dockerd = undefined;
  }

  /** Every process ends at once, nothing is told; what is on the disk stays. The host is up again, without `dockerd`. */
  async cutPower(): Promise<void> {
    await this.#host.cutPower();
    this.#dockerd = undefined;
    this.#host = await OwnHost.boot();
  }

  /** The command that runs another one on its host. */
  inside(...command: string[]): string[] {
    return this.#host.inside(...command);
  }

  /** Runs a command on its host. @returns standard output */
  async run(...command: string[]): Promise<string> {
    const [file = "", ...args] = this.inside(...command);
    return (await execa(file, args, { timeout: 300_000, stdin: "ignore" })).stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#host.cutPower();
    const cgroups = `find /sys/fs/cgroup -depth -type d -path '/sys/fs/cgroup*${this.#cgroup}*' -exec rmdir {} +`;
    for (const command of [asRoot("rm", "-rf", this.#folder), asRoot("sh", "-c", cgroups)]) {
      const [file = "", ...args] = command;
      await execa(file, args, { timeout: 300_000, stdin: "ignore" });
    }
  }

  get #configuration(): string {
    return join(this.#folder, "daemon.json");
  }

  #configure(more: object): Promise<void> {
    const settings = {
      bridge: "none",
      // Nothing answers there, at once: names of other networks are asked for in vain.
      dns: ["127.0.0.1"],
      ...more,
      "data-root": join(this.#folder, "data"),
      "exec-root": "/run/docker",
      pidfile: PID_FILE,
      hosts: [this.url],
      "exec-opts": ["native.cgroupdriver=cgroupfs"],
      "cgroup-parent": this.#cgroup,
    };
    return writeFile(this.#configuration, JSON.stringify(settings));
  }

  async #notStarted(): Promise<Error> {
    const log = await readFile(join(this.#folder, "dockerd.log"), "utf8");
    return new Error(`dockerd does not answer\n${log.split("\n").slice(-20).join("\n")}`);
  }
}
