import { existsSync } from "node:fs";
import type { Invocation } from "../../cli/command.ts";
import { EXIT, type ExitCode } from "../../errors.ts";
import { instancePaths } from "../../instance/folders.ts";
import { unknownInstance } from "../../instance/view.ts";
import { printResult, toDocument } from "../../output/result.ts";
import { removeSnapshot, requireSnapshot } from "../../snapshot/store.ts";
import { readUnfinished, restoreIncomplete } from "../../snapshot/unfinished.ts";
import { withInstance } from "../with-instance.ts";

/** `stackctl snapshot remove NAME` */
export async function remove(
  { home, instance, terminal, mode, interrupts }: Invocation,
  name: string,
): Promise<ExitCode> {
  const paths = instancePaths(home, instance);
  if (!existsSync(paths.root)) throw unknownInstance(home, instance);
  const request = { home, instance, verb: "snapshot remove", signal: interrupts.signal, evenWhenFull: true };
  await withInstance(request, async () => {
    const unfinished = readUnfinished(paths);
    if (unfinished?.snapshot === name) throw restoreIncomplete(paths, instance, unfinished);
    removeSnapshot(paths, requireSnapshot(paths, instance, name));
  });
  printResult(terminal, mode, toDocument("snapshot-remove", { instance, name }), `Removed "${name}".\n`);
  return EXIT.ok;
}
