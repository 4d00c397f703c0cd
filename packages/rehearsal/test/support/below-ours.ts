import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  ensureImage,
  type ImageDefinition,
  rootFilesystem,
  baseImage as standIn,
} from "../../src/images/index.ts";

const repository = resolve(import.meta.dirname, "../../../..");

/** File of `compose-gen render --images` that takes the place of the doubles; relative to the repository's folder. */
export const imageMap = process.env.UNICITY_IMAGES;

/** What is below an image of ours: a reference, or what stands for it. */
export type Below = string | ImageDefinition;

/** Entries of `images.lock.json`, as far as they are asked here. */
type Locked = Record<string, { reference: string; digest: string | null } | undefined>;

/** ssl-manager: with the images of upstream (`UNICITY_IMAGES`) the one of the lock. @throws Error while it has no digest */
export function baseBelow(): Below {
  return imageMap ? lockedImage("ssl-manager", locked()) : standIn();
}

/** Debian trixie, as {@link baseBelow}. */
export function debianBelow(): Below {
  return imageMap ? lockedImage("debian", locked()) : rootFilesystem();
}

/** Reference of {@link baseBelow}, made where it stands in. */
export async function baseReference(): Promise<string> {
  const base = baseBelow();
  return typeof base === "string" ? base : ensureImage(base);
}

/** `repository@digest` of a pin. @throws Error for one without a digest: another image would be tried in its place */
export function lockedImage(key: string, images: Locked): string {
  const { reference, digest } = images[key] ?? {};
  if (reference && digest) return `${reference.replace(/:[^:/]+$/, "")}@${digest}`;
  throw new Error(
    `images.lock.json has no digest of ${key} to try ours on: \`npx compose-gen lock --update ${key}\` takes it`,
  );
}

function locked(): Locked {
  return JSON.parse(readFileSync(resolve(repository, "images.lock.json"), "utf8")).images;
}
