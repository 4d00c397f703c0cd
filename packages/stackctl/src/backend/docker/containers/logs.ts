import type { Engine } from "../engine/engine.ts";

/** As long as a timer can wait, ms: following ends with its signal. */
const FOREVER = 2 ** 31 - 1;

/** The last lines of a container, both outputs in their order. */
export async function tailContainer(docker: Engine, id: string, lines: number): Promise<string[]> {
  const found: string[] = [];
  await docker.result(["logs", "--tail", String(lines), id], {
    timeout: 20_000,
    onLine: (line) => found.push(line),
  });
  return found.slice(-lines);
}

/** Passes on each new line until the signal is aborted or the container is gone. */
export async function followContainer(
  docker: Engine,
  id: string,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  await docker.result(["logs", "--follow", "--tail", "0", id], { timeout: FOREVER, onLine: print, signal });
}
