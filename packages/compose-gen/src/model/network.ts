import { z } from "zod";
import { engineName } from "./engine-name.ts";
import { sentence } from "./text.ts";

/** A network of the stack. */
export const network = z
  .strictObject({
    /** Name on the engine; default `<project>_<network>`. */
    name: engineName.optional(),
    /** Exists already: stacks that live in separate files meet there. */
    external: z.boolean().default(false),
    /** Without a way to other networks. */
    internal: z.boolean().default(false),
    description: sentence.optional(),
  })
  .refine((network) => !(network.external && network.internal), {
    error: "cannot be external and internal: whoever creates the external network decides",
  });

export type Network = z.infer<typeof network>;
