import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { isLoopback } from "@unicity-sphere/compose-gen/registry";
import type { Environment } from "../checkout/state.ts";
import { OWN_REGISTRY } from "../own-images.ts";

/**
 * Registry and owner to publish to: what the command line says, else `IMAGE_REGISTRY`, else ghcr.io of the owner of the
 * repository in GitHub Actions, so that a fork publishes to its own, else ours.
 *
 * @throws ComposeGenError `USAGE`
 */
export function chooseRegistry(given: string | undefined, env: Environment): string {
  const owner = env.GITHUB_REPOSITORY_OWNER?.toLowerCase();
  const chosen = given ?? (env.IMAGE_REGISTRY || (owner ? `ghcr.io/${owner}` : OWN_REGISTRY));
  const registry = chosen.replace(/\/+$/, "");
  if (/^[a-z0-9][a-z0-9.-]*(?::\d+)?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+$/.test(registry)) return registry;
  throw new ComposeGenError({
    code: "USAGE",
    what: `"${chosen}" is no registry with an owner.`,
    where: given === undefined ? "IMAGE_REGISTRY" : "--registry",
    next: "Write host[:port]/owner in lower case, without a scheme, e.g. ghcr.io/example.",
  });
}

/** True for a registry of this machine, where trials may be published. */
export function isLocalRegistry(registry: string): boolean {
  return isLoopback((registry.split("/")[0] ?? "").replace(/:\d+$/, ""));
}
