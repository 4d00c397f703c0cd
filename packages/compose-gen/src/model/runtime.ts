import { z } from "zod";
import { containerPath, labelName, name, sentence, variableName } from "./text.ts";
import { value } from "./value.ts";

const size = z
  .string()
  .regex(/^[1-9][0-9]*[kmg]?$/, 'must be a size such as "64m" (k, m or g; none = bytes)')
  .describe("size with binary unit");

/** User of a container. */
export const user = z
  .string()
  .regex(
    /^(?:[0-9]+|[a-z_][a-z0-9_-]*)(?::(?:[0-9]+|[a-z_][a-z0-9_-]*))?$/,
    'must be "uid", "uid:gid" or a name',
  );

/** A writable path that lives in memory; with a read-only root everything writable is a volume or one of these. */
export const tmpfs = z.strictObject({
  path: containerPath,
  size,
  /** Permission bits in octal digits, default `1777`. */
  mode: z
    .string()
    .regex(/^[0-7]{3,4}$/, 'must be octal digits, e.g. "1777"')
    .default("1777"),
  uid: z.int().min(0).optional(),
  gid: z.int().min(0).optional(),
  /** Allow programs to be executed from it. */
  exec: z.boolean().default(false),
});

/** A Linux capability that is given back after `cap_drop: [ALL]`, with the reason. */
export const capability = z.strictObject({
  capability: z.string().regex(/^[A-Z][A-Z_]+$/, "must be a capability such as NET_BIND_SERVICE"),
  reason: sentence.min(10, "must be a reason that a reviewer can judge (10 characters or more)"),
});

/** A container: what Compose starts. */
export const containerRuntime = z.strictObject({
  kind: z.literal("container"),
  /** Key of `images.json`; a reference cannot be written here. */
  image: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9_-]{0,62}$/,
      "must be a key of images.json: a reference with tag or digest belongs there",
    ),
  /** Replaces the image's entrypoint; every element is one argument. */
  entrypoint: z.array(value).min(1).optional(),
  command: z.array(value).optional(),
  /** `uid:gid`; default: the user that `images.json` declares for the image. Root needs the waiver `user.non-root`. */
  user: user.optional(),
  environment: z.record(variableName, value).default({}),
  workingDir: containerPath.optional(),
  hostname: name.optional(),
  /** Root file system read-only (default); leaving it needs the waiver `filesystem.read-only`. */
  readOnly: z.boolean().default(true),
  tmpfs: z.array(tmpfs).default([]),
  capAdd: z.array(capability).default([]),
  /** Run a minimal init as PID 1 that reaps children and forwards signals. */
  init: z.boolean().default(false),
  /** Additional `/etc/hosts` lines: host name → address or `host-gateway`. */
  extraHosts: z
    .record(
      z.string().regex(/^[a-z0-9.-]+$/, "must be a host name in lower case"),
      z.string().regex(/^(?:host-gateway|[0-9a-fA-F.:]+)$/, "must be an IP address or host-gateway"),
    )
    .default({}),
  /** Shared memory, default 64m by the engine. */
  shmSize: size.optional(),
  labels: z.record(labelName, value).default({}),
});

/** Where a service runs. Only `container` exists today; systemd units and external services have their place here. */
export const runtime = z.discriminatedUnion("kind", [containerRuntime]);

export { size as memorySize };
export type Tmpfs = z.infer<typeof tmpfs>;
export type Capability = z.infer<typeof capability>;
export type ContainerRuntime = z.infer<typeof containerRuntime>;
export type Runtime = z.infer<typeof runtime>;
