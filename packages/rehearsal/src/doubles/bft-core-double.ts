import type { ImageBuild } from "../images/index.ts";
import type { BftCoreLine } from "./bft-core/line.ts";
import { PACKAGE } from "./double-image.ts";
import { executableDouble } from "./executable-double.ts";
import { lineImage } from "./line-image.ts";

/**
 * The double of `ghcr.io/unicitynetwork/bft-core`: `old` with the CBOR tags up to commit 7d90e1b, `new` with those from
 * ceceacd on.
 * @throws ComposeGenError `BUNDLE_MISSING` when it has not been built into `dist/`
 */
export function bftCoreDouble(line: BftCoreLine, packageFolder = PACKAGE): ImageBuild {
  const double = executableDouble("bft-core", ["lay-out"], packageFolder);
  return lineImage(`bft-core-${line}-double`, double, line, packageFolder);
}
