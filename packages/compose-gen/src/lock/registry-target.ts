import { ComposeGenError } from "../errors.ts";

/** Where the tags of one repository are asked for. */
export interface RegistryTarget {
  /** Registry as references name it, e.g. `docker.io`. */
  registry: string;
  /** Where requests go: scheme, host and port, without a slash at the end. */
  origin: string;
  /** Name of the repository in the API there. */
  name: string;
  /** True when a mirror answers instead of the registry. */
  mirrored: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const dockerHub = new Set(["docker.io", "index.docker.io", "registry-1.docker.io"]);

/**
 * The registry (or its mirror in `env`) of a repository with its host, e.g. `docker.io/library/mongo`. Docker Hub
 * answers at another host than its references name, and calls images without an owner `library/…`.
 *
 * @throws ComposeGenError `REGISTRY_UNKNOWN`, `MIRROR_INVALID`
 */
export function registryTarget(repository: string, env: Environment): RegistryTarget {
  const slash = repository.indexOf("/");
  const registry = repository.slice(0, slash);
  if (slash < 1 || !/[.:]|^localhost$/.test(registry))
    throw new ComposeGenError({
      code: "REGISTRY_UNKNOWN",
      what: `"${repository}" names no registry.`,
      where: `images.json: ${repository}`,
      next: `Write it with its host: docker.io/${repository}.`,
    });
  const path = repository.slice(slash + 1);
  const name = dockerHub.has(registry) && !path.includes("/") ? `library/${path}` : path;
  const mirror = mirrorOf(registry, env);
  if (mirror) return { registry, origin: mirror.origin, name: `${mirror.prefix}${name}`, mirrored: true };
  const host = dockerHub.has(registry) ? "registry-1.docker.io" : registry;
  const scheme = isLoopback(host.replace(/:\d+$/, "")) ? "http" : "https";
  return { registry, origin: new URL(`${scheme}://${host}`).origin, name, mirrored: false };
}

/** The variable that moves requests for a registry: `docker.io` → `COMPOSE_GEN_MIRROR_DOCKER_IO`. */
export function mirrorVariable(registry: string): string {
  return `COMPOSE_GEN_MIRROR_${registry.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}

/** True for a host name that cannot leave this machine (RFC 6761 section 6.3, RFC 1122 section 3.2.1.3). */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** `https://host/path` → origin and prefix of repository names, as in the reference `host/path/name`. */
function mirrorOf(registry: string, env: Environment): { origin: string; prefix: string } | undefined {
  const variable = mirrorVariable(registry);
  const value = env[variable];
  if (!value) return undefined;
  const text = /^[a-z]+:\/\//.test(value) ? value : `https://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const path = url?.pathname.replace(/^\/+|\/+$/g, "") ?? "";
  const valid = path === "" || path.split("/").every((part) => /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/.test(part));
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || !valid)
    throw new ComposeGenError({
      code: "MIRROR_INVALID",
      what: `The mirror of ${registry} cannot be used.`,
      where: variable,
      next: "Write [http://|https://]host[:port][/path] without user and password; those belong to the Docker configuration.",
    });
  return { origin: url.origin, prefix: path === "" ? "" : `${path}/` };
}
