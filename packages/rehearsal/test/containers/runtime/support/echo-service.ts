import { docker, uniqueName } from "../../../support/engine.ts";
import { echoImage } from "./echo-image.ts";
import { hostOptions } from "./host-options.ts";
import { ServiceContainer } from "./service-container.ts";

export interface EchoOptions {
  network: string;
  environment?: Record<string, string>;
  /** DNS names of the container on the network, e.g. its domain without HAProxy. */
  aliases?: string[];
  /** Further arguments of `docker run`. */
  args?: string[];
  /** Volume with certificates; its own unless given, and then the caller's to remove. */
  certificates?: string;
  /** Hardened as on a host, with root; false: as `local` renders it. */
  host?: boolean;
}

/** Starts the echo service; its name is also its host name, as the host profile renders it. */
export async function startEcho(options: EchoOptions): Promise<ServiceContainer> {
  const image = await echoImage();
  const name = uniqueName("echo");
  const { network, environment = {}, aliases = [], args = [], host = true, certificates } = options;
  await docker(
    ...["run", "--detach", "--name", name, "--hostname", name, "--network", network],
    ...aliases.flatMap((alias) => ["--network-alias", alias]),
    ...hostOptions({ root: host }),
    ...(host ? ["--volume", `${certificates ? `${certificates}:` : ""}/etc/letsencrypt`] : []),
    ...["--volume", "/var/lib/echo"],
    ...Object.entries(environment).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
    ...args,
    image,
  );
  return new ServiceContainer(name, network);
}
