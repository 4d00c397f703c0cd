import { ComposeGenError } from "@unicity-sphere/compose-gen";
import type { ImageBuild } from "../images/index.ts";
import { doubleImage, PACKAGE } from "./double-image.ts";
import { lineImage } from "./line-image.ts";

/**
 * The double of `ghcr.io/unicitynetwork/aggregator-go`, with root node and database in the same container.
 * @throws ComposeGenError `BUNDLE_MISSING` when it has not been built into `dist/`
 */
export function aggregatorDouble(packageFolder = PACKAGE): ImageBuild {
  return doubleImage("aggregator", ["aggregator"], packageFolder);
}

/**
 * The double of `ghcr.io/unicitynetwork/aggregator-go` of one API, for a root node ({@link bftCoreDouble}: `old` for v1,
 * `new` for v3) and a database.
 * @throws ComposeGenError `BUNDLE_MISSING`, or `DOUBLE_UNKNOWN` for an API that it does not have
 */
export function chainedAggregatorDouble(line: "v1" | "v2a" | "v3", packageFolder = PACKAGE): ImageBuild {
  if (line === "v2a") {
    throw new ComposeGenError({
      code: "DOUBLE_UNKNOWN",
      what: "There is no double of an aggregator with API v2.",
      where: line,
      cause:
        "Its tree and its requests are others than those of v1 and v3, and no client of it is tested here.",
      next: "Use v1 or v3.",
    });
  }
  return lineImage(`aggregator-${line}-double`, aggregatorDouble(packageFolder), line, packageFolder);
}
