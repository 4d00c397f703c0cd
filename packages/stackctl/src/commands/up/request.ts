import type { UpRequest } from "../../backend/backend.ts";
import type { Invocation } from "../../cli/command.ts";
import { StackError, UsageError } from "../../errors.ts";
import { instancePaths } from "../../instance/folders.ts";
import { type BackendName, readInstanceState } from "../../instance/state.ts";
import type { StackDefinition } from "../../stack/definition.ts";

/** Where each backend runs a stack. */
const PROFILES: Record<BackendName, string> = { embedded: "embedded", docker: "local" };

/**
 * The backend of a command line: the one that it names, else that of the instance, else processes.
 *
 * @throws UsageError when both are named; StackError `BACKEND_DIFFERS` when the instance has the other one
 */
export function backendOf(invocation: Invocation): BackendName {
  const { home, instance } = invocation;
  const known = readInstanceState(instancePaths(home, instance))?.backend;
  if (invocation.flag("docker") && invocation.flag("embedded"))
    throw new UsageError("--docker and --embedded exclude each other.", "Give one of them.");
  const asked = invocation.flag("docker") ? "docker" : invocation.flag("embedded") ? "embedded" : undefined;
  if (asked && known && asked !== known)
    throw new StackError({
      code: "BACKEND_DIFFERS",
      what: `The instance "${instance}" was made with --${known}.`,
      where: instancePaths(home, instance).root,
      next: "Use another instance: `--instance NAME`; or wipe this one first.",
    });
  return asked ?? known ?? "embedded";
}

/** What the command line asks for, checked. @throws UsageError, StackError from an option of the stack */
export async function requestOf(
  invocation: Invocation,
  stack: StackDefinition,
  backend: BackendName,
): Promise<UpRequest> {
  const control = invocation.flag("control");
  if (control && backend === "docker")
    throw new UsageError(
      "--control is for processes, not for containers.",
      "Leave it out, or use --embedded.",
    );
  const startedOnly = invocation.flag("started-only");
  if (startedOnly && backend === "docker")
    throw new UsageError(
      "--started-only is for processes: containers restart on their own.",
      "Leave it out, or use --embedded.",
    );
  const verify = verifyOf(invocation, backend);
  const profile = invocation.text("profile") ?? PROFILES[backend];
  const options: Record<string, string> = {};
  for (const [name, option] of Object.entries(stack.upOptions)) {
    const value = invocation.text(name);
    if (value === undefined) continue;
    await option.check(value, profile);
    options[name] = value;
  }
  requireProfile(profile, backend);
  return {
    instance: invocation.instance,
    profile,
    root: instancePaths(invocation.home, invocation.instance).root,
    portBase: portBaseOf(invocation.text("port-base"), stack.services.length),
    options,
    parts: invocation.positionals,
    images: imagesOf(invocation.texts("image")),
    ...(control && { control }),
    ...(startedOnly && { startedOnly }),
    ...(verify && { verify }),
  };
}

function verifyOf(invocation: Invocation, backend: BackendName): UpRequest["verify"] {
  const unverified = invocation.texts("unverified");
  if (!invocation.flag("verify")) {
    if (unverified.length > 0)
      throw new UsageError("--unverified goes with --verify.", "Without --verify no image is verified.");
    return undefined;
  }
  if (backend === "docker") return { unverified };
  throw new UsageError("--verify is for images, and processes have none.", "Use --docker, or leave it out.");
}

/** `--image relay=my-relay:dev` @throws UsageError */
export function imagesOf(given: readonly string[]): Record<string, string> {
  const pairs = given.map((text) => {
    const [, key, reference] = /^([a-z0-9][a-z0-9_-]*)=([^\s$=]+)$/.exec(text) ?? [];
    if (key && reference) return [key, reference] as const;
    throw new UsageError(`--image ${text} names no image.`, "Write it like --image relay=my-relay:dev.");
  });
  return Object.fromEntries(pairs);
}

function portBaseOf(value: string | undefined, count: number): number | undefined {
  if (value === undefined) return undefined;
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (port === 0 || (port >= 1 && port + count - 1 <= 65_535)) return port;
  throw new UsageError(
    `--port-base ${value} is not a port with room for ${count} services.`,
    `Use 0 for free ports, or 1024 to ${65_536 - count}.`,
  );
}

function requireProfile(profile: string, backend: BackendName): void {
  if (profile === PROFILES[backend]) return;
  throw new UsageError(
    `--${backend} runs the profile "${PROFILES[backend]}" only, not "${profile}".`,
    profile === "host"
      ? "On a host use run-relay.sh, run-faucet.sh and run-aggregator.sh, or the files in generated/host."
      : "Leave out --profile; `--docker` runs containers on this machine.",
  );
}
