import { createConnection } from "node:net";
import { listCommandLines } from "../../src/process/command-lines.ts";

/** Pids of all processes that have a path below the folder on their command line. */
export function processesBelow(folder: string): number[] {
  return listCommandLines()
    .filter(({ argv }) => argv.some((argument) => argument.startsWith(`${folder}/`)))
    .map(({ pid }) => pid);
}

/** Whether somebody accepts connections there. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
