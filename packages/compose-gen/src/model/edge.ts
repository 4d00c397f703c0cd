import { z } from "zod";
import { parameter } from "./parameter.ts";
import { capability, tmpfs, user } from "./runtime.ts";
import { containerPath, labelName, milliseconds, name, sentence, text, variableName } from "./text.ts";
import { value } from "./value.ts";
import { storageEngine, volumeClass } from "./volume.ts";
import { waiver } from "./waiver.ts";

/** A volume that each service behind the edge has for itself, named `<service>-<key>`. */
const ownVolume = z.strictObject({
  class: volumeClass,
  engine: storageEngine.default("files"),
  target: containerPath,
  description: sentence.optional(),
});

/** What every service behind the edge has in addition to its own definition. */
const overlay = z.strictObject({
  environment: z.record(variableName, value).default({}),
  volumes: z.record(name, ownVolume).default({}),
  tmpfs: z.array(tmpfs).default([]),
  capAdd: z.array(capability).default([]),
  user: user.optional(),
  /** At least this long between SIGTERM and SIGKILL, ms. */
  stopGracePeriod: milliseconds.optional(),
  labels: z.record(labelName, value).default({}),
  waivers: z.array(waiver).default([]),
});

/** What stands between the Internet and the services. */
export const edge = z.strictObject({
  description: sentence,
  /** Name of the external network on which the edge reaches the services. */
  network: value,
  /**
   * Variable with the domain of a service, which every service behind the edge gets under this name. The reader sets
   * the variable itself when one service of a file is behind the edge, else `<SERVICE>_<variable>` for each.
   */
  domain: z.strictObject({
    variable: variableName,
    message: text.regex(/^[^${}\r\n]+$/, "must be one line without `$`, `{` or `}`"),
    /** An example for the `.env.example`; `{service}` is what the stack provides through the service, else its name. */
    example: text.regex(/^[^\r\n]*$/, "must be one line").optional(),
  }),
  overlay: overlay.prefault({}),
  /** Variables of the network and the overlay that the reader of a rendered file can set. */
  parameters: z.record(variableName, parameter).default({}),
});

export type Edge = z.infer<typeof edge>;
