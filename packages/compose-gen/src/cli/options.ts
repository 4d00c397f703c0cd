import type { CommandOptions } from "./command.ts";

/** `--config`, of every command that works on definitions. */
export const configOption = {
  config: {
    type: "string",
    value: "FILE",
    summary: "definitions of your own (.ts, .js, .json) instead of the built-in ones",
  },
} as const satisfies CommandOptions;

/** Options of `render` and `diff` that say which files are meant. */
export const selectionOptions = {
  ...configOption,
  profile: { type: "string", value: "NAME", summary: "profile (default: the first one)" },
  "all-profiles": { type: "boolean", summary: "every profile" },
  sdk: { type: "string", value: "VERSION", summary: "generation of this SDK: 0.6.14 or package@version" },
  generation: { type: "string", value: "ID", summary: "generation by its id" },
  "all-generations": { type: "boolean", summary: "every generation that renders" },
  out: { type: "string", value: "DIR", summary: "output folder (default: generated)" },
  readme: { type: "string", value: "FILE", summary: "also fill the tables between the markers in this file" },
  engine: {
    type: "string",
    value: "VERSION",
    summary: "use what this Docker Engine knows, e.g. 26.1 (default: what 20.10 knows)",
  },
  images: {
    type: "string",
    value: "FILE",
    summary: "JSON: image key → reference that replaces the pin",
  },
  "image-registry": {
    type: "string",
    value: "REG",
    summary: "registry and path of our own images (also IMAGE_REGISTRY)",
  },
} as const satisfies CommandOptions;
