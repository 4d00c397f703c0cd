import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { vi } from "vitest";

const fixtures = resolve(import.meta.dirname, "../fixtures");
export const sampleScript = join(fixtures, "run-sample.sh");

/** What the library may use of a host: a plain Debian without curl, dig, jq and Node.js. */
const tools =
  "awk base64 bash cat chmod cp cut date df dirname du env flock grep head hostname id ls mkdir mktemp mv od";
const moreTools = "ln printf rm sed sh sha256sum sort stat tail timeout touch tr uname wc";

export type Attributes = Readonly<Record<string, string>>;

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly script?: string;
  readonly cwd?: string;
}

/** How a script ended, and what its engine holds then. */
export interface Outcome {
  readonly code: number | undefined;
  readonly out: string;
  readonly errors: string;
  readonly json: () => Record<string, unknown>;
}

/** A host with a stand-in engine in a temporary folder; the engine has the sample's image and nothing else. */
export async function createWorld() {
  const folder = await mkdtemp(join(tmpdir(), "run-library-"));
  const engine = join(folder, "engine");
  const bin = join(folder, "bin");
  for (const name of [
    "containers",
    "networks",
    "volumes",
    "images",
    "registry",
    "next",
    "fail",
    "signal",
    "api",
  ])
    mkdirSync(join(engine, name), { recursive: true });
  mkdirSync(bin);
  mkdirSync(join(folder, "tmp"));
  for (const tool of `${tools} ${moreTools}`.split(" ")) symlinkSync(pathOf(tool), join(bin, tool));
  for (const name of ["docker", "engine.sh"]) symlinkSync(join(fixtures, name), join(bin, name));
  symlinkSync(join(fixtures, "sleep"), join(bin, "sleep"));
  // No power cut is real here, and a flush waits for whatever else the machine writes.
  symlinkSync(pathOf("true"), join(bin, "sync"));
  symlinkSync(join(fixtures, "unicity-backup"), join(bin, "unicity-backup-of-image"));
  writeFileSync(join(engine, "images/registry.example_sample:1.2.3"), "");
  // Calls of the engine take turns (engine.sh).
  await execa("mkfifo", [`${engine}.turn`]);
  const turn = openSync(`${engine}.turn`, constants.O_RDWR | constants.O_NONBLOCK);
  writeSync(turn, ".");

  const environment = (extra: RunOptions["env"] = {}) => ({
    PATH: bin,
    HOME: folder,
    TMPDIR: join(folder, "tmp"),
    FAKE_ENGINE: engine,
    HEALTH_TIMEOUT: "5",
    REGISTRATION_TIMEOUT: "0",
    ...extra,
  });

  const run = async (
    args: readonly string[],
    { env, script = sampleScript, cwd = folder }: RunOptions = {},
  ) => {
    const { exitCode, stdout, stderr } = await execa(
      join(bin, "bash"),
      ["-c", 'printf %s "$$" >"$FAKE_ENGINE/script"; exec "$@"', "start", script, ...args],
      { env: environment(env), cwd, extendEnv: false, reject: false, timeout: 100_000, stdin: "ignore" },
    );
    const outcome: Outcome = {
      code: exitCode,
      out: stdout,
      errors: stderr,
      json: () => JSON.parse(stdout),
    };
    return outcome;
  };

  const read = (path: string) => readFileSync(join(engine, path), "utf8");
  const write = (path: string, text: string) => writeFileSync(join(engine, path), text);
  const container = (name: string, attributes: Attributes = {}) => {
    const id = `old-${name}`;
    mkdirSync(join(engine, "containers", id));
    const all = { name, state: "running", service: "sample", old: "", started: "", ...attributes };
    for (const [key, value] of Object.entries(all)) write(`containers/${id}/${key}`, value);
    return id;
  };
  /** A program on the host's PATH. */
  const program = (name: string, body: string) => {
    rmSync(join(bin, name), { force: true });
    writeFileSync(join(bin, name), `#!/bin/bash\n${body}\n`, { mode: 0o755 });
  };

  return {
    folder,
    engine,
    run,
    read,
    write,
    container,
    program,
    /** Resolves once no call of the engine is under way: also one that outlives the script that made it. `timeout` in ms. */
    settled: async (timeout = 60_000) => {
      await vi.waitFor(() => takeTurn(turn), { timeout, interval: 20 });
      writeSync(turn, ".");
    },
    /** What the next container that is started turns into. */
    next: (attributes: Attributes) => {
      for (const [key, value] of Object.entries(attributes)) write(`next/${key}`, value);
    },
    fail: (command: string, text: string) => write(`fail/${command}`, text),
    api: (path: string, status: number, body: unknown) =>
      write(
        `api/${path.replaceAll("/", "_")}`,
        `${String(status).padStart(3, "0")} ${JSON.stringify(body)}\n`,
      ),
    calls: () => (readdirSync(engine).includes("calls") ? read("calls").split(/ *\n/).slice(0, -1) : []),
    /** Every container by its name. */
    containers: () =>
      Object.fromEntries(
        readdirSync(join(engine, "containers")).map((id) => [
          read(`containers/${id}/name`),
          { id, state: read(`containers/${id}/state`) },
        ]),
      ),
    [Symbol.asyncDispose]: () => {
      closeSync(turn);
      return rm(folder, { recursive: true, force: true });
    },
  };
}

/** Takes the turn of a call of the engine. @throws Error while another has it */
function takeTurn(turn: number): void {
  try {
    readSync(turn, Buffer.alloc(1));
  } catch (cause) {
    throw new Error("a call of the engine is still under way, or was killed while it had the turn", {
      cause,
    });
  }
}

export type World = Awaited<ReturnType<typeof createWorld>>;

/** HAProxy as a start behind it needs it, with the service's domain registered for it. */
export function withHaproxy(world: World, service = "sample") {
  const domain = `${service}.example.org`;
  world.write("networks/haproxy-net", "");
  world.container("haproxy", { networks: "haproxy-net", address: "172.31.0.2 haproxy", service: "" });
  world.api("/v1/health", 200, { status: "healthy" });
  world.api(`/v1/backends/${domain}`, 200, {
    domain,
    container: `unicity-${service}`,
    http_port: 80,
    https_port: 443,
  });
}

function pathOf(tool: string): string {
  for (const folder of ["/usr/bin", "/bin", "/usr/sbin"]) {
    if (readdirSync(folder).includes(tool)) return join(folder, tool);
  }
  throw new Error(`this machine has no ${tool}`);
}
