import { randomBytes } from "node:crypto";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { upDocument } from "../../../../src/output/schemas.ts";
import { CLI, runCli, runJson } from "../../../support/run-cli.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { eventually } from "../../support/eventually.ts";

/** Ends a verb that hangs, ms; longer than all that stackctl itself waits for while a stack starts. */
const VERB_MS = 540_000;

/** Output of the engine's client. */
export async function docker(...args: string[]): Promise<string> {
  return (await execa("docker", args, { timeout: 300_000, stdin: "ignore" })).stdout;
}

/** An instance of containers under a name of its own; wiped after the test. */
export interface TestInstance {
  name: string;
  home: string;
  /** Runs a verb and answers its document. */
  json(verb: string, ...args: string[]): ReturnType<typeof runJson>;
  cli(verb: string, ...args: string[]): ReturnType<typeof runCli>;
  /** `up --docker --detach` on free ports. @throws Error with the output when it fails */
  up(...args: string[]): Promise<ReturnType<typeof upDocument.parse>>;
  /** `up --docker` on free ports without `--detach`, once it says that it stays. */
  stay(...args: string[]): Promise<Foreground>;
  /** Names of everything of the instance on the engine. */
  containers(): Promise<string[]>;
  volumes(): Promise<string[]>;
  networks(): Promise<string[]>;
}

/** An `up` that did not detach. */
export interface Foreground {
  written(): string;
  /** Ctrl-C. @returns its exit code */
  interrupt(): Promise<number | undefined>;
}

/** A name that nobody else has. */
export const instanceName = () => `t${randomBytes(5).toString("hex")}`;

export function testInstance(env: NodeJS.ProcessEnv = {}, name = instanceName()): TestInstance {
  const home = temporaryFolder();
  const list = async (...command: string[]) =>
    (await docker(...command, "--filter", `name=${name}`)).split("\n").filter(Boolean).sort();
  const instance: TestInstance = {
    name,
    home,
    json: (verb, ...args) => runJson(home, [verb, "--instance", name, ...args], env, VERB_MS),
    cli: (verb, ...args) => runCli(home, [verb, "--instance", name, ...args], env, VERB_MS),
    async up(...args) {
      const all = ["up", "--docker", "--detach", "--port-base", "0", "--instance", name, ...args];
      const { exitCode, document, stderr } = await runJson(home, all, env, VERB_MS);
      if (exitCode !== 0) throw new Error(JSON.stringify(document, null, 2) + stderr);
      return upDocument.parse(document);
    },
    async stay(...args) {
      const all = [CLI, "up", "--docker", "--port-base", "0", "--instance", name, ...args];
      const child = execa(process.execPath, all, { env: { ...env, STACKCTL_HOME: home }, reject: false });
      let written = "";
      child.stdout.on("data", (chunk) => {
        written += chunk;
      });
      await eventually("it stays", () => written.includes("Ctrl-C stops it."));
      return {
        written: () => written,
        async interrupt() {
          child.kill("SIGINT");
          return (await child).exitCode;
        },
      };
    },
    containers: () => list("ps", "--all", "--format", "{{.Names}}"),
    volumes: () => list("volume", "ls", "--format", "{{.Name}}"),
    networks: () => list("network", "ls", "--format", "{{.Name}}"),
  };
  onTestFinished(async () => {
    // Nobody looks at how they end here: at once. `down` removes them, for it knows the unnamed volumes of those before them.
    const left = await instance.containers();
    if (left.length > 0) await docker("stop", "--time", "0", ...left);
    await instance.cli("down");
    await instance.cli("wipe", "--yes", "--secrets", "--certs");
  });
  return instance;
}
