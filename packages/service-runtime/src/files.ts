import { resolve } from "node:path";

/** Absolute path of the files that an image copies to `/usr/local/lib/service-runtime`. */
export const serviceRuntimeFolder: string = resolve(import.meta.dirname, "../files");
