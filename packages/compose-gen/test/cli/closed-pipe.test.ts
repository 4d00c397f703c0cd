import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { shopConfig } from "../fixtures/shop.ts";
import { temporaryFolder } from "../support/folder.ts";
import { shell } from "../support/source-command.ts";

/** A folder with a configuration whose file is larger than a pipe holds, so that its writer meets the closed end. */
function folderWithLargeStack(): string {
  const folder = temporaryFolder();
  const config = structuredClone(shopConfig());
  const [shop] = config.stacks.one ?? [];
  const [web] = shop?.services ?? [];
  if (web) web.runtime.labels["example.large"] = "x".repeat(1_000_000);
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  return folder;
}

test("a reader that leaves early ends the command quietly", () => {
  const folder = folderWithLargeStack();
  const ended = shell(folder, "compose-gen render shop --stdout --config config.json | head -1");
  expect(ended).toMatchObject({ status: 0, stderr: "", stdout: expect.stringMatching(/^# .*\n$/) });
});

test("a reader that leaves early does not hide what the command found", () => {
  const folder = folderWithLargeStack();
  const ended = shell(folder, "compose-gen diff shop --config config.json | head -1");
  expect(ended).toMatchObject({ status: 1, stderr: "", stdout: "--- /dev/null\n" });
});

test("output that cannot be written is a failure", () => {
  const ended = shell(temporaryFolder(), "compose-gen help > /dev/full");
  expect(ended).toMatchObject({ status: 3, stderr: expect.stringContaining("ENOSPC") });
});
