import { z } from "zod";
import { edge } from "./edge.ts";
import { name, sentence, text, variableName } from "./text.ts";
import { hostValue } from "./value.ts";

/** Address of the host that a scope is published on; `null` publishes nothing. */
const address = hostValue.nullable();

/** Where a stack is rendered for: data beside the stacks. */
export const profile = z.strictObject({
  name,
  description: sentence,
  /** Folder of its files under the output folder; empty = the top. */
  directory: z.union([z.literal(""), name]).default(""),
  /** What stands between the Internet and the services that have an `edge`; without it nothing does. */
  edge: edge.optional(),
  /**
   * Containers and volumes are named `<project>-<service>` and `<project>-<volume>`, so that other tools of the host
   * find them; only one copy of a stack fits on a host then.
   */
  fixedNames: z.boolean().default(false),
  /** Where endpoints of each scope are published. */
  addresses: z
    .strictObject({
      loopback: address.default("127.0.0.1"),
      private: address.default({
        variable: "PRIVATE_ADDRESS",
        required: "address of this host in the private network",
      }),
      public: address.default("0.0.0.0"),
    })
    .prefault({}),
  /** Defaults of variables that differ from those of the stack. */
  parameters: z
    .record(variableName, text.regex(/^[^${}\r\n]*$/, "must be one line without `$`, `{` or `}`"))
    .default({}),
  /** Image key → reference that replaces the pin, for doubles, local builds and mirrors. */
  images: z.record(name, z.string().regex(/^[^\s$]+$/, "must be an image reference")).default({}),
});

export type Profile = z.infer<typeof profile>;
export type ProfileInput = z.input<typeof profile>;
