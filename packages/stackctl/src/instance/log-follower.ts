import { closeSync, openSync, readSync, statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** Passes on each new line of the files until the signal is aborted; starts again at the top of a file that was cut. */
export async function followLogs(
  logs: readonly { name: string; file: string }[],
  print: (name: string, line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const followed = logs.map(({ name, file }) => ({ name, file, position: sizeOf(file), rest: "" }));
  while (!signal.aborted) {
    for (const log of followed) {
      const size = sizeOf(log.file);
      if (size < log.position) log.position = 0;
      if (size === log.position) continue;
      const lines = (log.rest + readRange(log.file, log.position, size)).split("\n");
      log.position = size;
      log.rest = lines.pop() ?? "";
      for (const line of lines) print(log.name, line);
    }
    await delay(100, undefined, { signal }).catch(() => {});
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function readRange(file: string, from: number, to: number): string {
  const descriptor = openSync(file, "r");
  try {
    const buffer = Buffer.alloc(to - from);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, from)).toString();
  } finally {
    closeSync(descriptor);
  }
}
