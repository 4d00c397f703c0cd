import type { ErrorParts } from "@unicity-sphere/compose-gen";
import type { Name } from "./request.ts";

/** How to build for a trial without an image, by what it is to ours. */
function withoutIt(name: Name, isBase: boolean): string {
  if (name === "devnet" || name === "aggregator-tools") return "--debian stand-in";
  if (isBase) return "--base stand-in";
  return name === "relay" ? "--relay-upstream stand-in" : "leave --faucet-upstream out";
}

/**
 * What a build's log says of an image below ours that could not be pulled; undefined when it failed for another reason.
 * @param log BuildKit's plain progress, its last lines
 * @param base the reference of the image that ours is FROM
 */
export function notPulled(
  log: string,
  name: Name,
  base?: string,
): Omit<ErrorParts, "code" | "what"> | undefined {
  const [evidence, image] =
    /^ERROR: failed to solve: .*?failed to resolve source metadata for (\S+):.*$/m.exec(log) ?? [];
  if (!evidence || !image) return undefined;
  return {
    where: image,
    evidence,
    cause: "This image, which ours is built from, cannot be pulled here.",
    next: `Repeat it where its registry can be reached. For a trial: ${withoutIt(name, image === base)}`,
  };
}
