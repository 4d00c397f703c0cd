import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { environment } from "../../support/place.ts";
import { packAll, REPOSITORY, type Tarball } from "./packed.ts";
import { serveTarballs } from "./registry.ts";

/** A place outside the repository where `examples/consumer` and other projects install what was packed. */
export interface Outside {
  /** All of it is below this folder. */
  folder: string;
  /** `STACKCTL_HOME` of everything that runs there. */
  home: string;
  /** The copy of `examples/consumer`. */
  consumer: string;
  tarballs: readonly Tarball[];
  /** Runs a line of shell as a user of the machine would, with this Node.js. */
  shell(line: string, how?: { cwd?: string; node?: string; env?: Record<string, string> }): Running;
  /** A project with the packages of the consumer and these files instead of its tests. */
  project(name: string, files: Readonly<Record<string, string>>): string;
  /** The copy of an SDK with a harness of its own; pnpm takes the tarballs there. */
  sdk(): string;
  remove(): Promise<void>;
}

export type Running = ReturnType<typeof bash>;

/** Longest time of a line, ms: an install may come from a slow registry. */
const TIMEOUT = 540_000;

/** Packs the packages and copies the example; nothing is installed yet. */
export async function goOutside(): Promise<Outside> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "e2e-outside-")));
  const home = join(folder, "home");
  mkdirSync(home);
  const packed = await packAll();
  const registry = await serveTarballs(packed.tarballs);
  const consumer = join(folder, "consumer");
  cpSync(join(REPOSITORY, "examples/consumer"), consumer, { recursive: true });
  return {
    folder,
    home,
    consumer,
    tarballs: packed.tarballs,
    shell: (line, { cwd = consumer, node = process.execPath, env = {} } = {}) =>
      bash(line, cwd, {
        ...plainEnvironment(home),
        PATH: [dirname(node), machinePath()].join(delimiter),
        "npm_config_@unicity-sphere:registry": registry.url,
        npm_config_update_notifier: "false",
        ...env,
      }),
    project(name, files) {
      const project = join(folder, name);
      mkdirSync(project);
      symlinkSync(join(consumer, "node_modules"), join(project, "node_modules"));
      for (const file of ["package.json", "vitest.config.ts"])
        cpSync(join(consumer, file), join(project, file));
      for (const [file, text] of Object.entries(files)) writeFileSync(join(project, file), text);
      return project;
    },
    sdk() {
      const sdk = join(folder, "sdk");
      cpSync(join(REPOSITORY, "packages/e2e/test/sdk-fixture"), sdk, { recursive: true });
      const files = packed.tarballs.map(({ file, manifest }) => [manifest.name, `file:${file}`]);
      const manifest = JSON.parse(readFileSync(join(sdk, "package.json"), "utf8"));
      Object.assign(manifest.devDependencies, Object.fromEntries(files));
      writeFileSync(join(sdk, "package.json"), JSON.stringify(manifest));
      writeFileSync(
        join(sdk, "pnpm-workspace.yaml"),
        JSON.stringify({ overrides: Object.fromEntries(files) }),
      );
      return sdk;
    },
    async remove() {
      await registry.close();
      packed.remove();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function bash(line: string, cwd: string, env: NodeJS.ProcessEnv) {
  return execa("bash", ["-euo", "pipefail", "-c", line], {
    ...{ cwd, env, extendEnv: false, reject: false, stdin: "ignore", all: true, timeout: TIMEOUT },
  });
}

/** The environment of this process without what a test runner has put there. */
function plainEnvironment(home: string): NodeJS.ProcessEnv {
  const ofThisRun = /^(?:VITEST|TEST$|FORCE_COLOR$|NODE_ENV$|TINYPOOL|CI$|npm_|PNPM_|INIT_CWD$)/;
  return Object.fromEntries(Object.entries(environment(home)).filter(([name]) => !ofThisRun.test(name)));
}

/** PATH without the tools of a workspace. */
function machinePath(): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.filter((each) => !each.includes("node_modules")).join(delimiter);
}
