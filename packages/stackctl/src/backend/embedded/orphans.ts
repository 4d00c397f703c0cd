import { basename } from "node:path";
import type { InstancePaths } from "../../instance/folders.ts";
import { type CommandLine, listCommandLines } from "../../process/command-lines.ts";
import { identifyProcess, type ProcessIdentity } from "../../process/identity.ts";

export interface Orphan {
  service: string;
  identity: ProcessIdentity;
}

/**
 * Services of this instance that run although the state does not know it, because the command that started them was
 * killed. They are recognised by their exact data folder on the command line of a Node.js process.
 */
export function findOrphans(paths: InstancePaths, services: readonly string[]): Orphan[] {
  const processes = listCommandLines();
  return services.flatMap((service) =>
    processes
      .filter((entry) => isService(entry, service, paths.dataDir(service)))
      .flatMap(({ pid }) => {
        const identity = identifyProcess(pid);
        return identity ? [{ service, identity }] : [];
      }),
  );
}

function isService({ argv }: CommandLine, service: string, dataDir: string): boolean {
  const folder = argv.indexOf("--data-dir");
  return (
    basename(argv[0] ?? "").startsWith("node") &&
    argv.includes(service) &&
    folder > 0 &&
    argv[folder + 1] === dataDir
  );
}
