import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ScriptPart } from "../../src/script.ts";
import { runScript, type ScriptResult, standIns } from "./run-script.ts";
import { toolsEnvironment, toolsPath } from "./tools.ts";

/** The jobs of the genesis in the order of the stack, with the shared parts that each one uses. */
export const genesisJobs: Record<string, readonly ScriptPart[]> = {
  "genesis-root": ["fail", "files"],
  "state-set": ["fail", "files"],
  "genesis-aggregator": ["fail", "files"],
  "export-public": ["fail", "files"],
};

/** The volumes of one stack as folders, and the jobs that work on them. */
export class Volumes {
  readonly folder: string;
  /** More variables, e.g. another generation. */
  env: Record<string, string> = {};
  /** Folders before the stand-ins on the PATH. */
  path: string[] = [];
  shell: string[] = ["sh"];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<Volumes> {
    const folder = await mkdtemp(join(tmpdir(), "aggregator-stack-"));
    for (const volume of ["root", "aggregator", "mongo", "public"]) await mkdir(join(folder, volume));
    return new Volumes(folder);
  }

  /** The same files in a folder of their own; shell, path and variables as in new ones. */
  async copy(): Promise<Volumes> {
    const volumes = await Volumes.create();
    await cp(this.folder, volumes.folder, { recursive: true, preserveTimestamps: true });
    // The one file that has paths: in containers they are the same for every stack.
    const members = await volumes.read("root/.members").catch(() => undefined);
    if (members) await volumes.write("root/.members", members.replaceAll(this.folder, volumes.folder));
    return volumes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Runs one job. */
  job(name: string): Promise<ScriptResult> {
    const at = (volume: string) => join(this.folder, volume);
    return runScript(name, {
      shell: this.shell,
      parts: genesisJobs[name] ?? [],
      path: [...this.path, standIns, ...toolsPath],
      env: {
        ...toolsEnvironment,
        GENESIS_ROOT_DIR: at("root"),
        GENESIS_AGGREGATOR_DIR: at("aggregator"),
        MEMBERS: `${at("aggregator")} ${at("mongo")}`,
        PUBLIC_DIR: at("public"),
        NETWORK_ID: "3",
        PARTITION_ID: "7",
        PARTITION_TYPE_ID: "7",
        EPOCH_START: "10",
        ...this.env,
      },
    });
  }

  /** Runs all jobs in order, as `up` does; stops at the first that fails. */
  async up(): Promise<ScriptResult> {
    let result: ScriptResult = { code: 0, stdout: "", stderr: "" };
    for (const name of Object.keys(genesisJobs)) {
      result = await this.job(name);
      if (result.code !== 0) return result;
    }
    return result;
  }

  read(file: string): Promise<string> {
    return readFile(join(this.folder, file), "utf8");
  }

  async write(file: string, content: string): Promise<void> {
    await mkdir(dirname(join(this.folder, file)), { recursive: true });
    await writeFile(join(this.folder, file), content);
  }

  async remove(...files: string[]): Promise<void> {
    for (const file of files) await rm(join(this.folder, file), { recursive: true });
  }

  /** Empties a volume, as a wipe of it alone does. */
  async wipe(volume: string): Promise<void> {
    await this.remove(...(await readdir(join(this.folder, volume))).map((entry) => join(volume, entry)));
  }

  /** What MongoDB's health command does once it is writable. */
  async markUsed(): Promise<void> {
    const stamp = JSON.parse(await this.read("mongo/genesis.json"));
    await this.write("mongo/genesis.json", `${JSON.stringify({ ...stamp, used: true })}\n`);
  }

  /** Permission bits of a file, e.g. 0o600. */
  async mode(file: string): Promise<number> {
    return (await stat(join(this.folder, file))).mode & 0o777;
  }

  /** Path → content of every file below the folder. */
  async snapshot(): Promise<Record<string, string>> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const contents = await Promise.all(
      files.sort().map(async (file) => [file.slice(this.folder.length + 1), await readFile(file, "utf8")]),
    );
    return Object.fromEntries(contents);
  }
}
