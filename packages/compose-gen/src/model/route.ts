import { z } from "zod";
import { routeRules } from "./route-rules.ts";
import { containerPath, milliseconds, sentence, text } from "./text.ts";

/** Methods that a route can allow; `CONNECT` and `TRACE` never pass. */
export const method = z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Path of a URL as it reads when percent-decoded, normalised (RFC 3986 §6.2.2): what a request is compared with. */
const urlPath = text.regex(
  /^\/(?:$|(?!\.\.?(?:\/|$))[A-Za-z0-9._~!&'()*+,;=:@-]+(?:\/(?!\.\.?(?:\/|$))[A-Za-z0-9._~!&'()*+,;=:@-]+)*\/?$)/,
  "must be a path such as /api/ without `..`, `//`, `%`, `$`, spaces or a query",
);

const headerName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, "must be the name of a header");

/** Scheme, host and port of a page (RFC 6454), in the form in which browsers send it. */
const origin = z
  .string()
  .regex(
    /^https?:\/\/(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/,
    "must be an origin such as https://app.example in lower case, without a path",
  );

/** Which pages may read the answers (the Fetch standard's CORS protocol). Credentials are never allowed. */
const cors = z.strictObject({
  /** `*` or the list of origins. */
  origins: z.union([z.literal("*"), z.array(origin).min(1)]),
  /** Methods that pages may use, default those of the route. */
  methods: z.array(method).min(1).optional(),
  /** Request headers that pages may set. */
  headers: z.array(headerName).default([]),
  /** Headers of the answer that pages may read. */
  exposeHeaders: z.array(headerName).default([]),
  /** How long browsers keep the answer to a preflight, ms. */
  maxAge: milliseconds.default(3_600_000),
  /** Pages of the Internet may call this service in a private network or on loopback. */
  privateNetwork: z.boolean().default(false),
});

/** nginx reads `$` in a path as a variable and knows no way around it. */
const servedPath = containerPath.regex(/^[^$]*$/, "must not hold `$`");

/** Who answers: `"service/endpoint"`, one file, or the files of a folder (paths in the container of the proxy). */
const target = z.union([
  z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]*\/[a-z0-9][a-z0-9_-]*$/, 'must be "service/endpoint", e.g. "shop/http"'),
  z.strictObject({ file: servedPath }),
  z.strictObject({ folder: servedPath }),
]);

/** A path of a service's front door and who answers there; what no route names is answered 404. */
export const route = z
  .strictObject({
    /** A prefix that ends with `/`, or with `exact` one path. */
    path: urlPath,
    exact: z.boolean().default(false),
    target,
    /** Everything else is answered 405. `HEAD` is not implied by `GET`, and a preflight needs no `OPTIONS`. */
    methods: z.array(method).min(1),
    /** The target sees the path without the prefix. */
    strip: z.boolean().default(false),
    /** The target sees this path, or this prefix, instead. */
    rewrite: urlPath.optional(),
    /** Upgrades to WebSocket pass (RFC 6455). */
    webSocket: z.boolean().default(false),
    /** Without it no page of another origin can read the answers, whatever the target says. */
    cors: cors.optional(),
    /** Of the TLS client: not looked at, told to the target when there is one, or needed. */
    clientCertificate: z.enum(["none", "optional", "required"]).default("none"),
    /** Largest request body, bytes; more is answered 413. */
    bodyLimit: z.int().min(1).max(1_099_511_627_776).default(1_048_576),
    /** To connect to the target, and between two reads or two writes, ms. */
    timeouts: z
      .strictObject({
        connect: milliseconds.default(5_000),
        /** Default 30 s, with `webSocket` an hour: whoever speaks the protocol sends the pings. */
        read: milliseconds.optional(),
        send: milliseconds.optional(),
      })
      .prefault({}),
    /** Of files, which always have an ETag: how long they are used unasked, ms; default is to ask each time. */
    cache: z.strictObject({ maxAge: milliseconds }).optional(),
    /** Media type of a file, default by its extension. */
    contentType: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.+-]*\/[a-z0-9][a-z0-9.+-]*$/, "must be a media type such as application/json")
      .optional(),
    description: sentence.optional(),
  })
  .check(routeRules);

export type Method = z.infer<typeof method>;
export type Cors = z.infer<typeof cors>;
export type Route = z.infer<typeof route>;
export type RouteInput = z.input<typeof route>;
