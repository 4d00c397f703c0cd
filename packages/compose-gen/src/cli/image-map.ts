import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ComposeGenError } from "../errors.ts";
import type { CliContext } from "./context.ts";

/**
 * The file of `--images`: image key → reference that replaces the pin.
 *
 * @throws ComposeGenError `IMAGE_MAP_INVALID`
 */
export function readImageMap(
  context: CliContext,
  images: string | undefined,
): Record<string, string> | undefined {
  return images === undefined ? undefined : readFile(resolve(context.cwd, images));
}

function readFile(file: string): Record<string, string> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw imageMapError(file, (error as Error).message);
  }
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw imageMapError(file, "it is no JSON object");
  for (const [key, reference] of Object.entries(content))
    if (typeof reference !== "string" || !/^[^\s$]+$/.test(reference))
      throw imageMapError(file, `${JSON.stringify(key)}: ${JSON.stringify(reference)}`);
  return content as Record<string, string>;
}

function imageMapError(file: string, evidence: string): ComposeGenError {
  return new ComposeGenError({
    code: "IMAGE_MAP_INVALID",
    what: "The image map cannot be used.",
    where: file,
    evidence,
    next: 'Write a JSON object from image key to reference: { "relay": "relay:local" }.',
  });
}
