import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An empty folder that is removed when the test leaves its scope. */
export async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), "aggregator-stack-"));
  return {
    path,
    /** Writes an executable `sh` script into the folder, as a stand-in for a program on the PATH; never over a file. */
    program: (name: string, script: string) =>
      writeFile(join(path, name), `#!/bin/sh\n${script}\n`, { mode: 0o755, flag: "wx" }),
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true });
    },
  };
}
