import type { UpRequest } from "../../backend/embedded/plan-up.ts";
import type { Invocation } from "../../cli/command.ts";
import { UsageError } from "../../errors.ts";
import { instancePaths } from "../../instance/folders.ts";
import type { StackDefinition } from "../../stack/definition.ts";

/** What the command line asks for, checked. @throws UsageError, StackError from an option of the stack */
export async function requestOf(invocation: Invocation, stack: StackDefinition): Promise<UpRequest> {
  const profile = invocation.text("profile") ?? "embedded";
  const options: Record<string, string> = {};
  for (const [name, option] of Object.entries(stack.upOptions)) {
    const value = invocation.text(name);
    if (value === undefined) continue;
    await option.check(value, profile);
    options[name] = value;
  }
  requireEmbedded(profile);
  return {
    instance: invocation.instance,
    profile,
    root: instancePaths(invocation.home, invocation.instance).root,
    portBase: portBaseOf(invocation.text("port-base"), stack.services.length),
    options,
  };
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

function requireEmbedded(profile: string): void {
  if (profile === "embedded") return;
  throw new UsageError(
    `This version starts the profile "embedded" only, not "${profile}".`,
    "For containers use the files in generated/ with `docker compose`.",
  );
}
