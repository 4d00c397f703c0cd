import type { Definitions } from "../plan/definitions.ts";
import type { SdkLine } from "./rows.ts";

/** Name under which a configuration carries its SDK lines. */
export const EXTENSION = "sdk-lines";

/** The SDK lines that definitions carry; none when they were made without. */
export function sdkLinesIn(definitions: Pick<Definitions, "extensions">): readonly SdkLine[] {
  return (definitions.extensions[EXTENSION] ?? []) as SdkLine[];
}
