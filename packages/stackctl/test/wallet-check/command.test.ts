import { expect, test } from "vitest";
import { runCli, runJson } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test.each([
  [["check"], "`check` needs --as-wallet"],
  [["check", "--as-wallet", "example.org"], "is no URL of a service"],
  [["check", "--as-wallet", "--origin", "example.org"], "is no origin of a page"],
  [["check", "--as-wallet", "--origin", "https://example.org/app"], "is no origin of a page"],
  [["check", "--as-wallet", "--instance", "two", "wss://relay.example.org"], "do not go together"],
  [["env", "--format", "purse"], "Known: shell, dotenv, json, github, wallet"],
])("stackctl %j is a usage error", async (args, text) => {
  const { exitCode, stderr } = await runCli(temporaryFolder(), args);
  expect(stderr).toContain(text);
  expect(exitCode).toBe(3);
});

test.each([
  ["check", "--as-wallet"],
  ["env", "--format", "wallet"],
])("stackctl %s %s of an instance that does not exist is unreachable", async (...args) => {
  const { exitCode, document } = await runJson(temporaryFolder(), args);
  expect(document.error.code).toBe("INSTANCE_UNKNOWN");
  expect(exitCode).toBe(2);
});
