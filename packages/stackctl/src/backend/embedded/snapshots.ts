import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { newInstanceState, writeInstanceState } from "../../instance/state.ts";
import { processState } from "../../process/identity.ts";
import type { Manifest } from "../../snapshot/manifest.ts";
import type { Operation, Place, UpRequest } from "../backend.ts";
import type { InstanceFacts, SnapshotBackend } from "../snapshots.ts";
import { servicesOf } from "./parts.ts";
import { readEmbeddedState } from "./state.ts";

/** Processes keep all their state in files of the instance's folder. */
export const embeddedSnapshots: SnapshotBackend = {
  describe: async (place, known) => describe(place, known),
  backupFacts: async (place) => ({ bytes: 0, images: [], engines: {}, secrets: secretFiles(place) }),
  refusePartial: async () => {},
  planReplace: async () => [],
  save: async () => [],
  nameVolumes: async () => ({ before: {}, after: {} }),
  fill: async () => {},
  adopt,
  discard: async () => {},
};

function describe(place: Place, known?: Manifest): InstanceFacts | undefined {
  const { paths, stack } = place;
  const state = readEmbeddedState(paths);
  if (state === undefined && known === undefined) return undefined;
  const running = Object.entries(state?.services ?? {}).flatMap(([name, { process }]) =>
    process && processState(process) !== "gone" ? [name] : [],
  );
  return {
    generation: "embedded",
    parts: (state === undefined && known?.parts) || servicesOf(stack, state).map(({ name }) => name),
    images: {},
    settings: { portBase: state?.portBase ?? null, images: {}, variables: {} },
    secrets: secretDigests(place),
    running,
  };
}

function adopt({ paths, instance, stack }: Operation, manifest: Manifest | undefined): void {
  if (manifest === undefined || readEmbeddedState(paths) !== undefined) return;
  const { portBase } = manifest.settings;
  const state = newInstanceState({ instance, stack: stack.name, portBase, now: new Date() });
  const whole = manifest.parts.length === stack.services.length;
  writeInstanceState(paths, whole ? state : { ...state, parts: manifest.parts });
}

/** Secret → SHA-256 of its file. */
function secretDigests(place: Place): Record<string, string> {
  const digest = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");
  return Object.fromEntries(secretFiles(place).map(({ name, file }) => [name, digest(file)]));
}

function secretFiles({ paths, stack }: Place): { name: string; file: string }[] {
  return stack.stateEntries
    .filter((entry) => entry.class === "secret")
    .flatMap(({ path }) => filesIn(paths.file(path)))
    .map((file) => ({ name: basename(file), file }));
}

function filesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile());
}

/** A request that chooses nothing anew. */
export function asBefore({ instance, paths }: Place): UpRequest {
  return {
    instance,
    profile: "embedded",
    root: paths.root,
    portBase: undefined,
    options: {},
    parts: [],
    images: {},
    samePorts: true,
  };
}
