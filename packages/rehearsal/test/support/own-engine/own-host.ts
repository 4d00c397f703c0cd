import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { execa } from "execa";
import { asRoot } from "./as-root.ts";

/** What the first process does: network and run-time folders of its own, then wait until its input ends. */
const INIT = `set -e
ip link set lo up
for folder in /run/docker /run/containerd; do
  mkdir -p "$folder"
  mount -t tmpfs none "$folder"
done
echo ready
cat >/dev/null`;

/**
 * Namespaces of network, mounts and processes: to an engine they are a host of its own. They end with this process,
 * and everything in them with them: the kernel kills all processes of a namespace when its first one ends.
 */
export class OwnHost implements AsyncDisposable {
  readonly #unshare: ChildProcessByStdio<Writable, Readable, null>;
  readonly #init: number;

  private constructor(unshare: ChildProcessByStdio<Writable, Readable, null>, init: number) {
    this.#unshare = unshare;
    this.#init = init;
  }

  static async boot(): Promise<OwnHost> {
    const flags = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
    const [file = "", ...args] = asRoot("unshare", ...flags, "bash", "-c", INIT);
    const unshare = spawn(file, args, { stdio: ["pipe", "pipe", "inherit"] });
    const failed = once(unshare, "exit").then(() => Promise.reject(new Error("unshare ended at once")));
    await Promise.race([once(unshare.stdout, "data"), failed]);
    failed.catch(() => {});
    return new OwnHost(unshare, await firstProcess(unshare.pid ?? 0));
  }

  /** The command that runs another one inside. */
  inside(...command: string[]): string[] {
    return asRoot("nsenter", "--target", `${this.#init}`, "--net", "--mount", "--pid", "--", ...command);
  }

  /** Gives it a way to the networks of this machine: a port on the bridge of the engine that this process uses. */
  async connect(): Promise<void> {
    const format =
      '{{with index .IPAM.Config 0}}{{.Gateway}} {{.Subnet}}{{end}} {{index .Options "com.docker.network.bridge.name"}}';
    const inspect = ["network", "inspect", "--format", format, "bridge"];
    const { stdout } = await execa("docker", inspect, { timeout: 300_000, stdin: "ignore" });
    const [gateway = "", subnet = "", bridge = ""] = stdout.split(" ");
    const outer = `own${randomBytes(4).toString("hex")}`;
    // The engine gives addresses from the other end of its range.
    const address = gateway.replace(/\d+$/, `${randomInt(200, 255)}`);
    for (const command of [
      asRoot("ip", "link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", `${this.#init}`),
      asRoot("ip", "link", "set", outer, "master", bridge, "up"),
      this.inside("ip", "address", "add", `${address}/${subnet.split("/")[1]}`, "dev", "eth0"),
      this.inside("ip", "link", "set", "eth0", "up"),
      this.inside("ip", "route", "add", "default", "via", gateway),
    ]) {
      const [file = "", ...args] = command;
      await execa(file, args, { timeout: 300_000, stdin: "ignore" });
    }
  }

  /** Ends every process inside at once, as a power cut does. */
  async cutPower(): Promise<void> {
    if (this.#unshare.exitCode !== null || this.#unshare.signalCode !== null) return;
    const ended = once(this.#unshare, "exit");
    this.#unshare.stdin.end();
    await ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.cutPower();
  }
}

/** Number, as this process sees it, of the descendant that is the first one of its own namespace. */
async function firstProcess(ancestor: number): Promise<number> {
  for (let pid = ancestor; ; ) {
    const [child] = (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).trim().split(" ");
    if (!child) throw new Error(`no process below ${ancestor} is the first of a namespace`);
    pid = Number(child);
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    if (/^NSpid:\t\d+.*\t1$/m.test(status)) return pid;
  }
}
