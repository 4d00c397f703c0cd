import { docker, uniqueName } from "../../../support/engine.ts";
import { echoImage } from "./echo-image.ts";
import { hostOptions } from "./host-options.ts";
import { ServiceContainer } from "./service-container.ts";

export interface EchoOptions {
  network: string;
  /** Name of the container; random unless given. */
  name?: string;
  environment?: Record<string, string>;
  /** DNS names of the container on the network, e.g. its domain without HAProxy. */
  aliases?: string[];
  /** Further arguments of `docker run`. */
  args?: string[];
  /** Volume with certificates; its own unless given, and then the caller's to remove. */
  certificates?: string;
  /** Whether the volume with certificates is mounted read-only; default false. */
  readOnly?: boolean;
  /** Hardened as on a host, with root; false: as `local` renders it. */
  host?: boolean;
}

/** Starts the echo service; its name is also its host name, as the host profile renders it. */
export async function startEcho(options: EchoOptions): Promise<ServiceContainer> {
  const image = await echoImage();
  const { network, name = uniqueName("echo"), environment = {}, aliases = [], args = [] } = options;
  const { host = true, certificates, readOnly = false } = options;
  const volume = `${certificates ? `${certificates}:` : ""}/etc/letsencrypt${readOnly ? ":ro" : ""}`;
  await docker(
    ...["run", "--detach", "--name", name, "--hostname", name, "--network", network],
    ...aliases.flatMap((alias) => ["--network-alias", alias]),
    ...hostOptions({ root: host }),
    ...(host ? ["--volume", volume] : []),
    ...["--volume", "/var/lib/echo"],
    ...Object.entries(environment).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
    ...args,
    image,
  );
  return new ServiceContainer(name, network);
}
