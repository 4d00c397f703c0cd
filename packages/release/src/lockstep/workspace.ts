import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Images, Lock } from "@unicity-sphere/compose-gen";
import { parse } from "yaml";
import { z } from "zod";
import { textsIn } from "./texts.ts";

const dependencies = z.record(z.string(), z.string()).optional();

const manifest = z.looseObject({
  name: z.string(),
  version: z.string().optional(),
  private: z.boolean().optional(),
  dependencies,
  devDependencies: dependencies,
  optionalDependencies: dependencies,
});

const sdk = z.strictObject({
  /** major.minor of the SDK that this repository follows. */
  line: z.string().regex(/^\d+\.\d+$/, "must be major.minor"),
  /** npm package → exact versions that the tests drive. */
  verified: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
});

/** What our images install of Debian: its packages as they were at this time, see `snapshotProblem`. */
const debian = z.strictObject({ snapshot: z.string() });

const changesetConfig = z.looseObject({
  fixed: z.array(z.array(z.string())),
  privatePackages: z.union([z.boolean(), z.object({ version: z.boolean(), tag: z.boolean() })]).optional(),
});

const settings = z.looseObject({ catalog: z.record(z.string(), z.string()).default({}) });

export type Manifest = z.infer<typeof manifest>;
export type Sdk = z.infer<typeof sdk>;

/** All that has to agree, as it is in a checkout. */
export interface Workspace {
  /** Absolute path of the checkout. */
  folder: string;
  /** `package.json` of the root, of every package, and of the examples: path from the checkout → content. */
  manifests: Record<string, Manifest>;
  sdk: Sdk;
  /** `generations.json`, not checked yet. */
  generations: unknown;
  images: Images;
  lock: Lock;
  debian: z.infer<typeof debian>;
  /** Versions that `catalog:` stands for. */
  catalog: Record<string, string>;
  changesetConfig: z.infer<typeof changesetConfig>;
  /** File name → text of each changeset that waits. */
  changesets: Record<string, string>;
  /** Path from the checkout → text of each file in which people or machines read a version. */
  texts: Record<string, string>;
}

/**
 * Reads a checkout.
 *
 * @throws Error of the file system, of JSON and YAML, or a ZodError, for a file that is missing or cannot be used
 */
export function readWorkspace(folder: string): Workspace {
  const text = (path: string) => readFileSync(join(folder, path), "utf8");
  const json = (path: string) => JSON.parse(text(path));
  const manifests = [
    "package.json",
    ...manifestsBelow(folder, "packages"),
    ...manifestsBelow(folder, "examples"),
  ];
  const changesets = readdirSync(join(folder, ".changeset")).filter(
    (name) => name.endsWith(".md") && name !== "README.md",
  );
  return {
    folder,
    manifests: Object.fromEntries(manifests.map((path) => [path, manifest.parse(json(path))])),
    sdk: sdk.parse(json("sdk.json")),
    generations: json("packages/aggregator-stack/generations.json"),
    images: json("images.json"),
    lock: json("images.lock.json"),
    debian: debian.parse(json("debian.json")),
    catalog: settings.parse(parse(text("pnpm-workspace.yaml"))).catalog,
    changesetConfig: changesetConfig.parse(json(".changeset/config.json")),
    changesets: Object.fromEntries(changesets.sort().map((name) => [name, text(`.changeset/${name}`)])),
    texts: textsIn(folder),
  };
}

function manifestsBelow(folder: string, parent: string): string[] {
  return readdirSync(join(folder, parent))
    .map((name) => `${parent}/${name}/package.json`)
    .filter((path) => existsSync(join(folder, path)))
    .sort();
}

/** True for a package of the workspace, which changesets versions; the root and the examples follow. */
export function isPackage(path: string): boolean {
  return path.startsWith("packages/");
}

/** The shared version: that of the package which every other depends on. */
export function sharedVersion({ manifests }: Pick<Workspace, "manifests">): string {
  return manifests["packages/compose-gen/package.json"]?.version ?? "0.0.0";
}

/** The versions of a package that `sdk.json` names. */
export function verifiedVersions({ verified }: Sdk, name: string): string[] {
  return [verified[name] ?? []].flat();
}
