import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ComposeGenError } from "../errors.ts";
import type { Images } from "../model/image.ts";
import { suggestion } from "../suggest.ts";
import type { CliContext } from "./context.ts";

/** The file of `--images`. */
export interface ImageMap {
  /** As the command line names it. */
  file: string;
  /** Image key → reference that replaces the pin. */
  references: Record<string, string>;
}

/**
 * The file of `--images`; nothing when none is given.
 *
 * @throws ComposeGenError `IMAGE_MAP_INVALID`
 */
export function readImageMap(context: CliContext, file: string | undefined): ImageMap | undefined {
  if (file === undefined) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(resolve(context.cwd, file), "utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw imageMapError(file, "no such file", "Correct the path after --images.");
    throw imageMapError(file, message);
  }
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw imageMapError(file, "it is no JSON object");
  for (const [key, reference] of Object.entries(content))
    if (typeof reference !== "string" || !/^[^\s$]+$/.test(reference))
      throw imageMapError(file, `${JSON.stringify(key)}: ${JSON.stringify(reference)}`);
  return { file, references: content as Record<string, string> };
}

/**
 * A key that no image has would replace nothing without a word.
 *
 * @throws ComposeGenError `IMAGE_MAP_INVALID`
 */
export function refuseUnknownImages(map: ImageMap | undefined, images: Images): void {
  const known = Object.keys(images);
  const unknown = Object.keys(map?.references ?? {}).filter((key) => !known.includes(key));
  if (!map || unknown.length === 0) return;
  const lines = unknown.map((key) => `"${key}" is not in images.json. ${suggestion(key, known)}`);
  throw imageMapError(map.file, lines.join("\n"));
}

function imageMapError(
  file: string,
  evidence: string,
  next = 'Write a JSON object from image key to reference: { "database": "database:local" }.',
): ComposeGenError {
  return new ComposeGenError({
    code: "IMAGE_MAP_INVALID",
    what: "The image map cannot be used.",
    where: file,
    evidence,
    next,
  });
}
