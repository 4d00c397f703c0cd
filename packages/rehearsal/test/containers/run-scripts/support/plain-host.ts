import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { docker, uniqueName } from "../../../support/engine.ts";
import { type Outcome, remove, type Service, scripts } from "./host.ts";

const packages = resolve(import.meta.dirname, "../../../../..");

/** A host without HAProxy, for services on loopback; nothing of it is shared with anything else. */
export interface PlainHost extends AsyncDisposable {
  /** Begins the names of all containers, networks and volumes. */
  project: string;
  folder: string;
  /** A file of the state of the run scripts. */
  state(path: string): string;
  containerOf(service: string): string;
  /** Runs `run-<service>.sh`. */
  run(service: Service, ...args: string[]): Promise<Outcome>;
  /** Names of its volumes. */
  volumes(): Promise<string[]>;
}

export async function startPlainHost(): Promise<PlainHost> {
  const folder = await mkdtemp(join(tmpdir(), "rehearsal-plain-host-"));
  const project = uniqueName("host");
  return {
    project,
    folder,
    state: (path) => join(folder, `.local/state/unicity-host/${project}`, path),
    containerOf: (service) => `${project}-${service}`,
    async run(service, ...args) {
      const { exitCode, stdout, stderr } = await execa(join(packages, scripts[service]), args, {
        env: { HOME: folder, PROJECT_NAME: project, STACK_NETWORK: `${project}-net` },
        reject: false,
        stdin: "ignore",
        timeout: 540_000,
      });
      return { code: exitCode, out: stdout, errors: stderr };
    },
    volumes: async () =>
      (await docker("volume", "ls", "--quiet", "--filter", `name=${project}`)).split("\n").filter(Boolean),
    async [Symbol.asyncDispose]() {
      await remove(project);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
