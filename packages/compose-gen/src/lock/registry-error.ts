import { ComposeGenError, type ErrorParts } from "../errors.ts";

/**
 * Why a registry gave no usable answer. The first three say nothing about the image; the others are answers that
 * cannot be accepted.
 */
export type RegistryErrorCode =
  | "REGISTRY_UNREACHABLE"
  | "REGISTRY_TIMEOUT"
  | "REGISTRY_RATE_LIMITED"
  | "REGISTRY_DENIED"
  | "REGISTRY_NO_SUCH_TAG"
  | "REGISTRY_NO_SUCH_DIGEST"
  | "REGISTRY_UNTRUSTED";

const unreachable: ReadonlySet<string> = new Set<RegistryErrorCode>([
  "REGISTRY_UNREACHABLE",
  "REGISTRY_TIMEOUT",
  "REGISTRY_RATE_LIMITED",
]);

/** The error of one exchange with a registry; `where` is host and path, never a query or a credential. */
export function registryError(
  code: RegistryErrorCode,
  parts: Omit<ErrorParts, "code">,
  options?: ErrorOptions,
): ComposeGenError {
  return new ComposeGenError({ code, ...parts }, options);
}

/** How a mirror is named; the same for all registries, so that a network that is down is told once. */
export const NAME_A_MIRROR =
  "name a mirror: COMPOSE_GEN_MIRROR_<HOST>=https://..., for docker.io COMPOSE_GEN_MIRROR_DOCKER_IO=https://...";

/** True when the registry could not be asked, so that nothing is known about the image. */
export function isUnreachable(code: string): boolean {
  return unreachable.has(code);
}

/** An answer that is not what the protocol promises: nothing of it is used. */
export function untrusted(url: URL, what: string, evidence?: string): ComposeGenError {
  return registryError("REGISTRY_UNTRUSTED", {
    what,
    where: shownUrl(url),
    ...(evidence === undefined ? {} : { evidence }),
    cause: "The registry, a proxy or a mirror on the way does not keep to the distribution specification.",
    next: `The lock keeps what it has. Ask from another network, or, when you trust one, ${NAME_A_MIRROR}`,
  });
}

/** A URL without query, fragment, user and password, which may hold signatures and secrets. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
