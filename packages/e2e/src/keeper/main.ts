/** The program of a keeper; its only argument is the order, as JSON. */
import { enableCompileCache } from "node:module";
import { basename, dirname, join } from "node:path";

const folder = dirname(import.meta.dirname);
if (basename(folder) === "dist") enableCompileCache(join(folder, ".compile-cache"));

// Only now, so that the compile cache covers it.
await import("./keep.ts");
