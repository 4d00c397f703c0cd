import { WEB_PORTS } from "./create-arguments.ts";
import type { Docker } from "./docker.ts";

/** Ports of the host on which HAProxy's are published; 0 when they are not. */
export interface PublishedPorts {
  readonly http: number;
  readonly https: number;
}

/** The ports that the engine chose: others after each start of the container. @throws ComposeGenError `DOCKER_FAILED` */
export async function publishedPorts(docker: Docker, container: string): Promise<PublishedPorts> {
  const [http = 0, https = 0] = await Promise.all(
    WEB_PORTS.map(async (port) => {
      const addresses = await docker.text("port", container, `${port}/tcp`);
      return Number(addresses.match(/^127\.0\.0\.1:(\d+)$/m)?.[1] ?? 0);
    }),
  );
  return { http, https };
}
