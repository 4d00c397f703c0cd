import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld, type World } from "./world.ts";

/** The volume of the sample. */
export const data = "unicity-sample-data";
const image = "registry.example/sample:1.2.3";

/** What the manifest of the backup says. */
export interface Summary {
  service?: string;
  maker?: string;
  dataVersion?: string;
}

/** A host with a backup and its key, on which what is started becomes healthy. */
export async function createHost({
  service = "sample",
  maker = "run-sample.sh 1.2.3",
  dataVersion = "1",
}: Summary = {}) {
  const world = await createWorld();
  for (const name of ["backup", "content"]) mkdirSync(join(world.engine, name));
  const lines = [
    ["made", "2026-01-01T00:00:00Z"],
    ["maker", maker],
    ["service", service],
    ["generation", "-"],
    ["genesisId", "-"],
    ["dataVersion", dataVersion],
    ["part", "data", "volume", "state", "sqlite"],
    ["part", "secrets", "secrets", "secrets", "files"],
    ["part", "settings", "file", "settings", "files"],
  ];
  world.write("backup/summary", lines.map((line) => `${line.join("\t")}\n`).join(""));
  world.write("backup/secrets", "sample-mnemonic\n");
  world.write("backup/secrets.tar.sample-mnemonic", "legal winner\n");
  world.write(
    "backup/settings.tar.start",
    `image registry.example/sample:1.0.0\nargument --no-ssl\nargument --greeting\nargument hello\n` +
      `environment SAMPLE_SECRET=required\nenvironment SAMPLE_MNEMONIC_FILE=/old/host/mnemonic\n`,
  );
  world.write("backup/settings.tar.secret-paths", "sample-mnemonic /old/host/mnemonic\n");
  writeFileSync(join(world.folder, "sample.age"), "encrypted\nrestored events\n");
  writeFileSync(join(world.folder, "key"), "AGE-SECRET-KEY-1MADE\n", { mode: 0o600 });
  world.next({ health: "healthy" });
  const restore = (flags: string[] = [], env: Record<string, string> = {}) =>
    world.run(
      ["restore", join(world.folder, "sample.age"), "--identity-file", join(world.folder, "key"), ...flags],
      { env },
    );
  return { ...world, restore };
}
export type Host = Awaited<ReturnType<typeof createHost>>;

/** A service with state of its own. */
export function addRunning(world: World): string {
  world.write(`volumes/${data}`, "");
  world.write(`content/${data}`, "own events");
  return world.container("unicity-sample", { image, volumes: data, health: "healthy" });
}

export const content = (world: World, volume = data) => world.read(`content/${volume}`);
/** A path in the folder of the sample's state on the host. */
export const state = (world: World, path: string) =>
  join(world.folder, ".local/state/unicity-host/unicity", path);
