// Writes unicity-stack-host-<version>.tar.gz: all that a host without Node.js needs. Usage: pnpm release:host-bundle [DIR] [--json]
// Exit codes: 0 written · 1 a part is missing, or the checkout is not one to release · 3 wrong usage.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeError } from "@unicity-sphere/compose-gen";
import { runCommand } from "rehearsal";
import {
  bundleProblems,
  exitCodeOf,
  readChanged,
  renderProblems,
  requireNoProblem,
  writeBundle,
} from "release";
import { readWorkspace, sharedVersion } from "release/lockstep";

const checkout = join(import.meta.dirname, "..");

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean" } },
  });
  const [folder = join(checkout, "node_modules/.cache/release")] = positionals;
  const workspace = readWorkspace(checkout);
  const version = sharedVersion(workspace);
  const rendered = await renderProblems(checkout, runCommand);
  requireNoProblem(bundleProblems(workspace, await readChanged(checkout, runCommand), rendered));
  const written = await writeBundle(checkout, version, folder, runCommand);
  if (values.json)
    console.log(JSON.stringify({ schema: "unicity-stack/host-bundle@1", version, ...written }, null, 2));
  else console.log(`✔ ${written.file}  ${(written.bytes / 1024).toFixed(0)} KiB  sha256:${written.sha256}`);
} catch (error) {
  console.error(describeError(error));
  process.exitCode = exitCodeOf(error);
}
