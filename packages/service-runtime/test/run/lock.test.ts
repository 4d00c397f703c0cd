import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const library = resolve(import.meta.dirname, "../../run/lib/lock.sh");

/** Runs a line of shell with the part of the library as nobody, where `/proc` hides process 1, which is root's. */
function behindHiddenProc(line: string) {
  const asNobody = `setpriv --reuid=65534 --regid=65534 --clear-groups bash -c 'source "$0"; ${line}' "$1"`;
  const script = `mount -t proc -o hidepid=2 proc /proc; ${asNobody}; exit $?`;
  const namespaces = ["--mount", "--pid", "--fork"];
  return spawnSync("unshare", [...namespaces, "sh", "-euc", script, "sh", library], { encoding: "utf8" });
}

const mounts = behindHiddenProc(":").status === 0;
const suffix = mounts ? "" : " (skipped: this user may not mount /proc)";
const gone = 99999999;

test.skipIf(!mounts)(`a process that /proc hides counts as alive, and an ended one does not${suffix}`, () => {
  const line = `[[ ! -d /proc/1 ]] && run_is_alive 1 && ! run_is_alive ${gone} && echo as expected`;
  expect(behindHiddenProc(line).stdout).toBe("as expected\n");
});

test.skipIf(!mounts)(`the claim of a process that /proc hides is not taken as left behind${suffix}`, () => {
  const identity = '"$RUN_HOST" "$RUN_BOOT" "$RUN_NAMESPACE" 7';
  const line = `! run_has_ended 1 ${identity} && run_has_ended ${gone} ${identity} && echo as expected`;
  expect(behindHiddenProc(line).stdout).toBe("as expected\n");
});
