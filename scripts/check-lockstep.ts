// Fails when versions, images, lock, texts and SDK line disagree. Usage: pnpm check:lockstep [--json]
// Exit codes: 0 in lockstep · 1 something disagrees · 3 a file cannot be read.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkLockstep, describeFindings, readWorkspace, sharedVersion } from "release/lockstep";

try {
  const { values } = parseArgs({ options: { json: { type: "boolean" } } });
  const workspace = readWorkspace(join(import.meta.dirname, ".."));
  const findings = checkLockstep(workspace);
  const version = sharedVersion(workspace);
  if (values.json)
    console.log(JSON.stringify({ schema: "unicity-stack/lockstep@1", version, findings }, null, 2));
  else if (findings.length > 0) console.error(describeFindings(findings));
  else console.log(`✔ everything is ${version}, for SDK line ${workspace.sdk.line}`);
  process.exitCode = findings.length > 0 ? 1 : 0;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 3;
}
