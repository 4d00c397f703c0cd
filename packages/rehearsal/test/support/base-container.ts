import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { baseReference } from "./below-ours.ts";
import { docker, uniqueName } from "./engine.ts";

const fakes = fileURLToPath(new URL("./fakes", import.meta.url));

export interface Ended {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** A container of the base image in which nothing runs yet. */
export interface BaseContainer extends AsyncDisposable {
  readonly name: string;
  /** Runs a command; its background processes may go on. */
  run(command: string[], environment?: Record<string, string>): Promise<Ended>;
  /** Runs a command whose `sleep` is recorded; only pauses of up to a second are real. */
  runWithoutPauses(command: string[], environment?: Record<string, string>): Promise<Ended>;
  /** Seconds of each recorded `sleep` longer than a second, in order. */
  pauses(): Promise<number[]>;
  /** Starts a command in the background. */
  start(command: string[], environment?: Record<string, string>): Promise<void>;
  /** Content of a file; rejects if there is none. */
  read(path: string): Promise<string>;
  exists(path: string): Promise<boolean>;
}

/** Starts a container; `args` are further arguments of `docker run`. Without a network of its own it has only loopback. */
export async function startBase(args: string[] = ["--network", "none"]): Promise<BaseContainer> {
  const image = await baseReference();
  const name = uniqueName("base");
  await docker(
    ...["run", "--detach", "--init", "--name", name, "--volume", `${fakes}:/fakes:ro`],
    ...args,
    ...[image, "sleep", "infinity"],
  );
  return new Container(name);
}

/** The arguments that let a domain lead to the container itself. */
export function selfNamed(...domains: string[]): string[] {
  return ["--network", "none", ...domains.flatMap((domain) => ["--add-host", `${domain}:127.0.0.1`])];
}

class Container implements BaseContainer {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  async run(command: string[], environment: Record<string, string> = {}): Promise<Ended> {
    // Files instead of pipes: a background process that holds a pipe would hold `docker exec`.
    const script =
      'out=$(mktemp -d); "$@" >"$out/1" 2>"$out/2"; code=$?; cat "$out/1"; cat "$out/2" >&2; exit "$code"';
    const args = ["exec", ...variables(environment), this.name, "bash", "-c", script, "run", ...command];
    const options = { reject: false, timeout: 300_000, stdin: "ignore" } as const;
    const { exitCode, stdout, stderr } = await execa("docker", args, options);
    return { exitCode, stdout, stderr };
  }

  async runWithoutPauses(command: string[], environment: Record<string, string> = {}): Promise<Ended> {
    return this.run(["env", "PATH=/fakes:/usr/local/bin:/usr/bin:/usr/sbin", ...command], environment);
  }

  async pauses(): Promise<number[]> {
    const { stdout } = await this.run(["cat", "/tmp/pauses"]);
    return stdout.split("\n").filter(Boolean).map(Number);
  }

  async start(command: string[], environment: Record<string, string> = {}): Promise<void> {
    await docker("exec", "--detach", ...variables(environment), this.name, ...command);
  }

  async read(path: string): Promise<string> {
    return docker("exec", this.name, "cat", path);
  }

  async exists(path: string): Promise<boolean> {
    return (await this.run(["test", "-e", path])).exitCode === 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await docker("rm", "--force", "--volumes", this.name);
  }
}

function variables(environment: Record<string, string>): string[] {
  return Object.entries(environment).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
}
