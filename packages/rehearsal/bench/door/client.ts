import { resolve } from "node:path";
import { execa } from "execa";
import { ensureImage, rootFilesystem } from "../../src/images/index.ts";

/** Where requests go, and through which network. */
export interface Place {
  network: string;
  url: string;
  /** Entries of the client's hosts file, `name:address`. */
  hosts: string[];
}

/** How the load generator asks. */
export interface Load {
  /** Script in the image. */
  script: string;
  connections: number;
  /** After which it ends, unless the script ends it. */
  seconds: number;
  input?: string;
}

/** Reference of the image of the load generator, made when it is missing. */
export function clientImage(): Promise<string> {
  const context = resolve(import.meta.dirname, "client");
  return ensureImage({
    kind: "build",
    name: "load-client",
    context,
    arguments: { ROOTFS: rootFilesystem() },
  });
}

/**
 * Runs the load generator in a container. @returns its report
 * @throws Error when an answer was not 200, or a connection failed
 */
export async function generateLoad(
  { network, url, hosts }: Place,
  { script, connections, seconds, input = "" }: Load,
): Promise<string> {
  const { stdout } = await execa(
    "docker",
    [
      ...["run", "--rm", "--interactive", "--network", network],
      ...[...hosts.flatMap((host) => ["--add-host", host]), await clientImage()],
      ...[
        "--threads",
        "1",
        "--connections",
        `${connections}`,
        "--duration",
        `${seconds}s`,
        "--timeout",
        "10s",
      ],
      ...["--script", `/usr/local/share/wrk/${script}.lua`, url],
    ],
    { timeout: 120_000, input },
  );
  if (/Non-2xx|Socket errors/.test(stdout))
    throw new Error(`Not every request of ${url} was answered:\n${stdout}`);
  return stdout;
}
