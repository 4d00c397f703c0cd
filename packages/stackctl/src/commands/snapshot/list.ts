import type { Invocation } from "../../cli/command.ts";
import { EXIT, type ExitCode, errorParts } from "../../errors.ts";
import { instancePaths } from "../../instance/folders.ts";
import { formatBytes } from "../../output/bytes.ts";
import { printResult, toDocument } from "../../output/result.ts";
import { formatTable } from "../../output/table.ts";
import { type Manifest, snapshotBytes } from "../../snapshot/manifest.ts";
import { listSnapshots, manifestOf, type StoredSnapshot } from "../../snapshot/store.ts";

/** `stackctl snapshot list` */
export async function list({ home, instance, terminal, mode }: Invocation): Promise<ExitCode> {
  const snapshots = listSnapshots(instancePaths(home, instance)).map(describe);
  const rows = snapshots.map(({ name, createdAt, generation, parts, bytes, problem }) =>
    problem === null
      ? [name, createdAt ?? "", `${generation}: ${parts.join(", ")}`, formatBytes(bytes ?? 0)]
      : [name, problem],
  );
  const text = rows.length > 0 ? formatTable(rows, "") : `"${instance}" has no snapshot.\n`;
  printResult(terminal, mode, toDocument("snapshot-list", { instance, snapshots }), text);
  return EXIT.ok;
}

/** A damaged one is listed as that. */
function describe(stored: StoredSnapshot) {
  const { name, folder } = stored;
  try {
    const manifest: Manifest = manifestOf(stored);
    const { createdAt, backend, generation, parts, genesis } = manifest;
    const bytes = snapshotBytes(manifest);
    return { name, folder, createdAt, backend, generation, parts, genesis, bytes, problem: null };
  } catch (error) {
    const { code, evidence = "" } = errorParts(error);
    const nothing = {
      createdAt: null,
      backend: null,
      generation: null,
      parts: [],
      genesis: null,
      bytes: null,
    };
    return { name, folder, ...nothing, problem: `${code}: ${evidence}` };
  }
}
