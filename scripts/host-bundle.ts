// Writes unicity-stack-host-<version>.tar.gz: all that a host without Node.js needs. Usage: pnpm release:host-bundle [DIR] [--json]
// Exit codes: 0 written · 1 a part is missing · 3 wrong usage.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeError } from "@unicity-sphere/compose-gen";
import { exitCodeOf, writeBundle } from "release";

const checkout = join(import.meta.dirname, "..");

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean" } },
  });
  const [folder = join(checkout, "node_modules/.cache/release")] = positionals;
  const { version } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8"));
  const written = await writeBundle(checkout, version, folder);
  if (values.json)
    console.log(JSON.stringify({ schema: "unicity-stack/host-bundle@1", version, ...written }, null, 2));
  else console.log(`✔ ${written.file}  ${(written.bytes / 1024).toFixed(0)} KiB  sha256:${written.sha256}`);
} catch (error) {
  console.error(describeError(error));
  process.exitCode = exitCodeOf(error);
}
