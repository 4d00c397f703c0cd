import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { backupDocument, restoreDocument, uninstallDocument } from "../../src/output/day-two-schemas.ts";
import { stateHomeForTest, stateOf, upForTest } from "../support/instance.ts";
import { publishNote, readNote } from "../support/nostr.ts";
import { runCli, runJson } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const relayOf = (home: string, instance = "default") => stateOf(home, instance).services.relay?.url ?? "";
const trustBase = async (home: string, ...args: string[]) =>
  (await runJson(home, ["trust-base", ...args])).document.sha256 as string;

/** Height of the chain. */
async function heightOf(home: string): Promise<number> {
  const response = await fetch(stateOf(home).services.aggregator?.url ?? "", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "get_block_height", params: {} }),
  });
  const { result } = (await response.json()) as { result: { blockNumber: string } };
  return Number(result.blockNumber);
}

test("a backup of a running stack continues its chain on another host, with its events and its faucet", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const note = await publishNote(relayOf(home), "kept");
  const [chain, height] = [await trustBase(home), await heightOf(home)];
  const faucet = (await runJson(home, ["env"])).document;
  const file = join(temporaryFolder(), "monday.age");

  const made = await runJson(home, ["backup", file]);
  expect(backupDocument.parse(made.document)).toMatchObject({
    file,
    generation: "embedded",
    parts: ["file-aggregator", "file-relay", "file-faucet", "secrets"],
    keyFile: join(home, "backup-key"),
  });
  expect(made.exitCode).toBe(0);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await runCli(home, ["status"])).exitCode).toBe(0);
  expect(existsSync(join(home, "default/snapshots"))).toBe(false);
  await runCli(home, ["down"]);

  const other = stateHomeForTest();
  const args = ["restore", file, "--identity-file", join(home, "backup-key")];
  const planned = await runJson(other, [...args, "--dry-run"]);
  expect(restoreDocument.parse(planned.document)).toMatchObject({ dryRun: true, replaced: false });
  expect(existsSync(join(other, "default"))).toBe(false);
  const restored = await runJson(other, args);
  expect(restoreDocument.parse(restored.document)).toMatchObject({ dryRun: false, replaced: false });
  await upForTest(other);
  expect(await trustBase(other)).toBe(chain);
  expect(await heightOf(other)).toBeGreaterThanOrEqual(height);
  expect(await readNote(relayOf(other), note)).toBe("kept");
  expect((await runJson(other, ["env"])).document.E2E_LOCAL_FAUCET_PUBKEY).toBe(
    faucet.E2E_LOCAL_FAUCET_PUBKEY,
  );
});

test("a restore needs a stopped instance and a yes; a backup into another instance leaves the first alone", async () => {
  const home = stateHomeForTest(["default", "copy"]);
  await upForTest(home);
  const file = join(home, "saved.age");
  await runCli(home, ["backup", file]);
  const again = await runJson(home, ["backup", file]);
  expect(again.document.error.code).toBe("FILE_EXISTS");
  expect((await runJson(home, ["restore", file, "--yes"])).document.error.code).toBe("RESTORE_WHILE_UP");
  expect((await runCli(home, ["status"])).exitCode).toBe(0);

  expect((await runJson(home, ["restore", file, "--instance", "copy"])).exitCode).toBe(0);
  await upForTest(home, "--instance", "copy");
  expect(await trustBase(home, "--instance", "copy")).toBe(await trustBase(home));

  await runCli(home, ["down"]);
  expect((await runJson(home, ["restore", file])).document.error.code).toBe("NOT_CONFIRMED");
  const replaced = await runJson(home, ["restore", file, "--yes"]);
  expect(restoreDocument.parse(replaced.document)).toMatchObject({ replaced: true, deleted: [] });
  await upForTest(home);
});

test("a backup for another recipient is opened by its key alone", async () => {
  const [home, elsewhere] = [stateHomeForTest(), temporaryFolder()];
  await upForTest(home);
  await runCli(home, ["down"]);
  const file = join(home, "saved.age");
  const { hostKey } = await import("../../src/backup/key.ts");
  const { recipient, file: key = "" } = await hostKey(elsewhere);
  const made = backupDocument.parse(
    (await runJson(home, ["backup", file, "--recipient", recipient])).document,
  );
  expect(made).toMatchObject({ recipient, keyFile: null, downMs: null });
  expect(existsSync(join(home, "backup-key"))).toBe(false);
  await hostKey(home);
  const wrong = await runJson(home, ["restore", file, "--yes"]);
  expect(wrong.document.error.code).toBe("BACKUP_WRONG_KEY");
  expect((await runJson(home, ["restore", file, "--yes", "--identity-file", key])).exitCode).toBe(0);
});

test("uninstall stops the services and keeps what cannot be made again; up brings it back", async () => {
  const home = stateHomeForTest();
  await upForTest(home);
  const chain = await trustBase(home);
  await runCli(home, ["snapshot", "base"]);
  expect((await runJson(home, ["uninstall"])).document.error.code).toBe("NOT_CONFIRMED");
  expect((await runCli(home, ["status"])).exitCode).toBe(0);

  const { document, exitCode } = await runJson(home, ["uninstall", "--yes"]);
  const done = uninstallDocument.parse(document);
  expect(exitCode).toBe(0);
  expect(done.stopped.toSorted()).toEqual(["aggregator", "faucet", "relay"]);
  const root = join(home, "default");
  expect(done.kept.map(({ path }) => path)).toEqual(
    expect.arrayContaining([join(root, "aggregator"), join(root, "secrets"), join(root, "snapshots")]),
  );
  expect(done.kept.every(({ command }) => command)).toBe(true);
  expect(readdirSync(root)).not.toContain("logs");
  await upForTest(home);
  expect(await trustBase(home)).toBe(chain);
});
