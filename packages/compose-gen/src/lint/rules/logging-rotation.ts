import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** Logs do not fill the disk. */
export const loggingRotation: Rule = {
  id: "logging.rotation",
  title: "logs are rotated",
  severity: "error",
  why: "The engine's default log driver keeps everything: a chatty service fills the disk, and then every service fails.",
  fix: 'Set `logging: {driver: json-file, options: {max-size: 10m, max-file: "3"}}`, or the driver `local`, which rotates by itself.',
  fixDefinition:
    'Set `logging: { maxSize: "10m", maxFiles: 3 }` (the default), and leave `logging` out of `compose: {…}`.',
  references: ["CIS Docker Benchmark 2.13"],
  red: { compose: "services:\n  web:\n    logging:\n      driver: json-file\n", without: ["logging"] },
  green: {
    compose:
      'services:\n  web:\n    logging:\n      driver: json-file\n      options: {max-size: 10m, max-file: "3"}\n',
  },
  check: (subject) =>
    eachService(subject, ({ logging: { driver, options } }) =>
      driver === "json-file" && !options["max-size"]
        ? [{ path: "logging", missing: true, message: "keeps its whole log for ever" }]
        : [],
    ),
};
