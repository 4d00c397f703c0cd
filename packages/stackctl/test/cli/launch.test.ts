import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";

const BIN = fileURLToPath(new URL("../../bin/stackctl.js", import.meta.url));
const DEVNET = fileURLToPath(new URL("../../../devnet", import.meta.url));

/** The launcher as in a clone in which nothing is built. */
function freshClone({ installed }: { installed: boolean }): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  copyFileSync(BIN, join(folder, "bin/stackctl.js"));
  if (installed) {
    mkdirSync(join(folder, "node_modules/@unicity-sphere"), { recursive: true });
    symlinkSync(DEVNET, join(folder, "node_modules/@unicity-sphere/devnet"));
  }
  return join(folder, "bin/stackctl.js");
}

test.each([
  [{ installed: false }, "not installed"],
  [{ installed: true }, "cli.js is not built"],
])("in a clone with %j it names the command that makes it work", async (clone, what) => {
  const ended = await execa(process.execPath, [freshClone(clone), "rehearse"], { reject: false });
  expect(ended.exitCode).toBe(3);
  expect(ended.stderr).toContain(what);
  expect(ended.stderr).toContain("npx pnpm install && npx pnpm build");
  expect(ended.stderr).not.toMatch(/^ +at /m);
});
