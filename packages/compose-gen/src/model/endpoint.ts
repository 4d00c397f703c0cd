import { z } from "zod";
import { port, sentence, text, variableName } from "./text.ts";

/** Who can open a connection: this host, the private network of hosts, containers on the same bridge, everybody. */
export const scope = z.enum(["loopback", "private", "bridge", "public"]);

/** A host port: fixed, or a variable with a default. */
export const publishedPort = z.union([
  port,
  z.strictObject({ variable: variableName, default: z.int().min(0).max(65_535) }),
]);

/** A named port of a service with its scope. */
export const endpoint = z
  .strictObject({
    /** Port inside the container. */
    port,
    /** URL scheme, e.g. `http`, `ws`, `mongodb`; `udp` is the only one that is not carried by TCP. */
    protocol: z.string().regex(/^[a-z][a-z0-9+.-]*$/, "must be a URL scheme such as http, ws or tcp"),
    scope: scope.default("bridge"),
    /** Port of the host; every scope but `bridge` needs one. */
    published: publishedPort.optional(),
    /** Who is meant to connect, in words. */
    reach: z.array(sentence).optional(),
    /** Path that clients use, for the endpoint table. */
    path: text.regex(/^\/\S*$/, "must start with / and hold no space").optional(),
    description: sentence.optional(),
  })
  .refine((endpoint) => (endpoint.scope === "bridge") === (endpoint.published === undefined), {
    error: "scope `bridge` publishes no host port; every other scope needs `published`",
    path: ["published"],
  });

export type Scope = z.infer<typeof scope>;
export type PublishedPort = z.infer<typeof publishedPort>;
export type Endpoint = z.infer<typeof endpoint>;
