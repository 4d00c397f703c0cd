import { resolve } from "node:path";
import { execa } from "execa";
import { ensureImage, rootFilesystem } from "../../src/images/index.ts";

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
 * POSTs the same call over kept connections for some seconds. @returns requests per second
 * @throws Error when an answer was not 200, or a connection failed
 */
export async function post(network: string, image: string, url: string, hosts: string[]): Promise<number> {
  const { stdout } = await execa(
    "docker",
    [
      ...["run", "--rm", "--network", network, ...hosts.flatMap((host) => ["--add-host", host]), image],
      ...["--threads", "1", "--connections", "64", "--duration", "3s", "--timeout", "10s"],
      ...["--script", "/usr/local/share/wrk/post.lua", url],
    ],
    { timeout: 60_000, stdin: "ignore" },
  );
  if (/Non-2xx|Socket errors/.test(stdout))
    throw new Error(`Not every request of ${url} was answered:\n${stdout}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
}
