import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { noEngine } from "../support/engine.ts";
import { temporaryFolder } from "../support/folder.ts";
import { readTree } from "../support/tree.ts";

const dist = join(import.meta.dirname, "../../dist");
const everything = ["--all-generations", "--all-profiles"];

/** A container with nothing of this machine but its kernel, the shared libraries and node: no /etc, no home, no user. */
test.skipIf(noEngine)("a machine with another name, user and clock zone renders the same bytes", () => {
  const [here, there] = [temporaryFolder(), temporaryFolder()];
  execFileSync(process.execPath, [join(dist, "cli.js"), "render", ...everything, "--out", here]);

  const image = `compose-gen-empty:${randomBytes(4).toString("hex")}`;
  const nothing = new Uint8Array(1024); // the end mark of a tar archive
  execFileSync("docker", ["import", "--change", 'CMD ["/none"]', "-", image], { input: nothing });
  onTestFinished(() => void execFileSync("docker", ["image", "rm", "--force", image]));
  const out = join(there, "out");
  mkdirSync(out);
  chmodSync(out, 0o777);
  const readOnly = { "/lib": "/lib", "/lib64": "/lib64", [process.execPath]: "/node", [dist]: "/app" };
  const mounts = Object.entries(readOnly)
    .filter(([from]) => existsSync(from))
    .map(([from, to]) => `--volume=${from}:${to}:ro`);
  execFileSync("docker", [
    ...["run", "--rm", "--network=none", "--hostname=elsewhere", "--user=4711:4711", "--read-only"],
    ...["--env=TZ=Asia/Kathmandu", "--env=LC_ALL=tr_TR.UTF-8", ...mounts, `--volume=${out}:/out`, image],
    ...["/node", "/app/cli.js", "render", ...everything, "--out", "/out"],
  ]);

  expect(Object.keys(readTree(here)).length).toBeGreaterThan(0);
  expect(readTree(out)).toEqual(readTree(here));
});
