import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, expect } from "vitest";
import { createWorld, type Outcome, type World } from "./world.ts";

const repository = "registry.example/sample";

/** Lines of an image as the stand-in engine keeps them. */
export interface ImageLines {
  readonly id: string;
  readonly "data-version"?: string;
  readonly generation?: string;
}

/** An image that the engine has, or that it can pull. */
export function addImage(world: World, tag: string, lines: ImageLines, where = "images"): void {
  const text = Object.entries(lines).map(([name, value]) => `${name} ${value}\n`);
  world.write(`${where}/${repository.replace("/", "_")}:${tag}`, text.join(""));
}

/** Copies of one host, which is made for the first of them. */
export function copiesOf(make: () => Promise<World>): () => Promise<World> {
  let original: Promise<World> | undefined;
  afterAll(async () => (await original)?.[Symbol.asyncDispose]());
  return async () => {
    original ??= make();
    return copyWorld(await original);
  };
}

/** A host on which the sample 1.2.3 was started with a greeting; its images 1.2.3 and 1.2.4 are there, and all start well. */
export const createServingWorld = copiesOf(async () => {
  const world = await createWorld();
  addImage(world, "1.2.3", { id: "sha256:three" });
  addImage(world, "1.2.4", { id: "sha256:four" });
  world.next({ health: "healthy" });
  const { code, errors } = await world.run(["--no-ssl", "--greeting", "hello"]);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  return world;
});

/** Another host that is as this one is now. */
export async function copyWorld(world: World) {
  await world.settled();
  const copy = await createWorld();
  for (const path of ["engine", ".local"])
    cpSync(join(world.folder, path), join(copy.folder, path), { recursive: true });
  return copy;
}

/** The folder of the sample's state on the host. */
export const stateOf = (world: World) => join(world.folder, ".local/state/unicity-host/unicity");

/** A file of it that a start or a command has kept; nothing without it. */
export function kept(world: World, path: string): string | undefined {
  try {
    return readFileSync(join(stateOf(world), path), "utf8");
  } catch {
    return undefined;
  }
}

/** What runs, by the tag of its image, its state, and its greeting; and every other container's name. */
export function serving(world: World) {
  const all = world.containers();
  const current = all["unicity-sample"];
  const attribute = (name: string) => (current ? world.read(`containers/${current.id}/${name}`) : "");
  return {
    tag: attribute("image").replace(`${repository}:`, ""),
    state: current?.state,
    greeting: /^SAMPLE_GREETING=(.*)$/m.exec(attribute("environment"))?.[1],
    others: Object.keys(all).filter((name) => name !== "unicity-sample"),
  };
}

/** The sample as `createServingWorld` leaves it, with another image. */
export const sample = (tag: string) => ({ tag, state: "running", greeting: "hello", others: [] as string[] });

/** Ends the process of the script at that call of `docker`, at once. */
export const killAt = (world: World, call: number, when: "before" | "after") =>
  world.write(`signal/${world.calls().length + call}-${when}`, "KILL");

/** Ends the process of the script at the first call of `docker` that has these words, at once; `killed` says whether it has. */
export function killAtCall(world: World, words: string, when: "before" | "after" = "before") {
  const docker = resolve(import.meta.dirname, "../fixtures/docker");
  const killed = join(world.engine, "killed");
  const kill = `: >${killed}; kill -KILL "$(<"$FAKE_ENGINE/script")"; exit 137`;
  world.program(
    "docker",
    `[[ "$*" == *${JSON.stringify(words)}* && ! -e ${killed} ]] || exec ${docker} "$@"
    ${when === "after" ? `${docker} "$@"; ` : ""}${kill}`,
  );
  return { killed: () => existsSync(killed) };
}

/** What a command that ended well printed. */
export function passed({ code, out, errors }: Outcome): string {
  expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
  return out + errors;
}

/** Names of the markers of commands that did not come to their end. */
export function markers(world: World): string[] {
  try {
    return readdirSync(join(stateOf(world), "operations"));
  } catch {
    return [];
  }
}
