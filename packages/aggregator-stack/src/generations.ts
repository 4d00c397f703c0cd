import type { SdkLine } from "@unicity-sphere/compose-gen/sdk-lines";
import rows from "../generations.json" with { type: "json" };

/** Which aggregator, root node and API version fit which SDK line: one row per line, with how far it works here. */
export const generations = rows as SdkLine[];
