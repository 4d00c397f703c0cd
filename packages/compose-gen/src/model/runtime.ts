import { z } from "zod";
import { memorySize } from "./memory-size.ts";
import { containerPath, labelName, name, reason, variableName } from "./text.ts";
import { value } from "./value.ts";

/** User of a container. */
export const user = z
  .string()
  .regex(
    /^(?:0|[1-9][0-9]{0,9}|[a-z_][a-z0-9_-]*)(?::(?:0|[1-9][0-9]{0,9}|[a-z_][a-z0-9_-]*))?$/,
    'must be "uid", "uid:gid" or a name',
  )
  .refine((user) => user.split(":").every((id) => !/^[0-9]/.test(id) || Number(id) < 2 ** 31), {
    error: "holds a number above 2147483647, the highest id of a container",
  });

/** A writable path that lives in memory; with a read-only root everything writable is a volume or one of these. */
export const tmpfs = z.strictObject({
  path: containerPath,
  size: memorySize,
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
  reason,
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
  shmSize: memorySize.optional(),
  labels: z.record(labelName, value).default({}),
});

/** Where a service runs. Only `container` exists today; systemd units and external services have their place here. */
export const runtime = z.discriminatedUnion("kind", [containerRuntime]);

export type Tmpfs = z.infer<typeof tmpfs>;
export type Capability = z.infer<typeof capability>;
export type ContainerRuntime = z.infer<typeof containerRuntime>;
export type Runtime = z.infer<typeof runtime>;
