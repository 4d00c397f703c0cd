import type { Options } from "./command.ts";

/** Options of every verb. */
export const COMMON_OPTIONS: Options = {
  instance: { type: "string", value: "NAME", summary: "which running copy (default: default)" },
  json: { type: "boolean", summary: "one JSON document on stdout" },
  verbose: { type: "boolean", summary: "stack traces of errors" },
  help: { type: "boolean", short: "h", summary: "this text" },
};
