import { randomBytes } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { sampleScript } from "../../../run/support/world.ts";
import { docker } from "./engine.ts";

const context = resolve(import.meta.dirname, "../image");
export type Mode = "good" | "sick" | "ends";

/** Names of one test on the real engine: nothing of it is shared with anything else, and all of it goes at the end. */
export async function startHost(modes: readonly Mode[] = ["good"]) {
  const id = `run-test-${randomBytes(5).toString("hex")}`;
  const folder = await mkdtemp(join(tmpdir(), "run-library-"));
  const container = `${id}-sample`;
  const image = (mode: Mode) => `${id}/sample:${mode}`;
  await buildImages(
    folder,
    modes.map((mode) => [mode, image(mode)] as const),
  );
  const environment = {
    HOME: folder,
    PROJECT_NAME: id,
    DATA_VOLUME: `${id}-sample-data`,
    LETSENCRYPT_VOLUME: `${container}-letsencrypt`,
    APP_NET: `${id}-net`,
    HAPROXY_NET: `${id}-edge`,
    HEALTH_TIMEOUT: "120",
    STOP_TIMEOUT: "20",
    LOCAL_PORT: "0",
    SAMPLE_IMAGE: image("good"),
  };
  const command = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    execa(sampleScript, args, {
      env: { ...environment, ...env },
      reject: false,
      timeout: 300_000,
      stdin: "ignore",
    });
  const inspect = async (name = container) => JSON.parse(await docker("container", "inspect", name))[0];
  return {
    id,
    container,
    folder,
    environment,
    image,
    inspect,
    command,
    run: async (args: readonly string[], env?: Readonly<Record<string, string>>) => {
      const { exitCode, stdout, stderr } = await command(args, env);
      return { code: exitCode, out: stdout, errors: stderr };
    },
    [Symbol.asyncDispose]: () => remove(id, folder, modes.map(image)),
  };
}

async function buildImages(folder: string, images: readonly (readonly [Mode, string])[]) {
  const copy = join(folder, "context");
  await cp(context, copy, { recursive: true });
  const { stdout: busybox } = await execa("sh", ["-c", "command -v busybox"]);
  await cp(busybox, join(copy, "busybox"), { dereference: true });
  for (const [mode, tag] of images)
    await docker("build", "-q", "--build-arg", `MODE=${mode}`, "-t", tag, copy);
}

/** Everything with the name of the test. */
async function remove(id: string, folder: string, images: readonly string[]) {
  const list = async (...args: string[]) => (await docker(...args)).split("\n").filter(Boolean);
  const containers = await list("ps", "-aq", "--filter", `name=${id}`);
  if (containers.length > 0) await docker("rm", "-f", ...containers);
  for (const kind of ["volume", "network"])
    for (const name of await list(kind, "ls", "-q", "--filter", `name=${id}`)) await docker(kind, "rm", name);
  await docker("rmi", "-f", ...images);
  await rm(folder, { recursive: true, force: true });
}
