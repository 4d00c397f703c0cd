import { refuseTemporaryName } from "../../backup/temporary.ts";
import type { Invocation } from "../../cli/command.ts";
import { EXIT, type ExitCode } from "../../errors.ts";
import { formatBytes } from "../../output/bytes.ts";
import { printResult, toDocument } from "../../output/result.ts";
import { snapshotBytes } from "../../snapshot/manifest.ts";
import { checkSnapshotName, timeName } from "../../snapshot/store.ts";
import { takeSnapshot } from "../../snapshot/take.ts";
import { refuseUnfinishedUpgrade } from "../../upgrade/versions.ts";
import { openInstance, operationOn } from "../place.ts";
import { withInstance } from "../with-instance.ts";

/** `stackctl snapshot [NAME]` @param given a name made of the time when there is none */
export async function take(invocation: Invocation, given: string | undefined): Promise<ExitCode> {
  const { home, instance, terminal, mode, interrupts } = invocation;
  const name = checkSnapshotName(given ?? timeName(new Date()));
  refuseTemporaryName(name);
  const { place, backend } = await openInstance(invocation);
  refuseUnfinishedUpgrade(place.paths, instance);
  const operation = operationOn(place, invocation);
  const { reporter } = operation;
  const request = { home, instance, verb: `snapshot ${name}`, signal: interrupts.signal, reporter };
  const { manifest, folder, downMs } = await withInstance(request, (lock) =>
    takeSnapshot(backend, operation, name, lock),
  );
  reporter.end();
  const bytes = snapshotBytes(manifest);
  const { createdAt, generation, parts, genesis } = manifest;
  const document = toDocument("snapshot", {
    ...{
      instance,
      name,
      folder,
      createdAt,
      backend: backend.name,
      generation,
      parts,
      genesis,
      bytes,
      downMs,
    },
  });
  const down = downMs === null ? "" : `The services were down for ${(downMs / 1000).toFixed(1)} s.\n`;
  printResult(terminal, mode, document, `Snapshot "${name}", ${formatBytes(bytes)}: ${folder}\n${down}`);
  return EXIT.ok;
}
