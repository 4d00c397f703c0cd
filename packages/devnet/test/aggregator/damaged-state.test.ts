import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { startAggregator } from "../../src/aggregator/service.ts";
import type { DevnetError } from "../../src/errors.ts";
import { temporaryFolder } from "./support/folders.ts";
import { commitmentParams, rpc } from "./support/requests.ts";

/** A state folder with one commitment. */
async function usedFolder(): Promise<string> {
  const dataDir = temporaryFolder();
  const aggregator = await startAggregator({ dataDir });
  await rpc(aggregator.url, "submit_commitment", commitmentParams());
  await aggregator.close();
  return dataDir;
}

/** The error of a start that has to fail. */
async function refusal(options: Parameters<typeof startAggregator>[0]): Promise<DevnetError> {
  const outcome = await startAggregator(options).then(
    (aggregator) => aggregator.close().then(() => new Error("It started.")),
    (error: unknown) => error,
  );
  return outcome as DevnetError;
}

function edit(dataDir: string, sql: string): void {
  const database = new DatabaseSync(join(dataDir, "aggregator.db"));
  database.exec(sql);
  database.close();
}

test("refuses damaged keys and leaves them as they are", async () => {
  const dataDir = await usedFolder();
  const file = join(dataDir, "keys.json");
  const key = /0x[0-9a-f]{64}/.exec(readFileSync(file, "utf8"))?.[0] as string;
  for (const content of ["", "{", '{"sigKey":{}}', readFileSync(file, "utf8").slice(0, 150)]) {
    writeFileSync(file, content);
    const error = await refusal({ dataDir });
    expect(error.parts).toMatchObject({ code: "KEYS_CORRUPT", where: file, next: expect.any(String) });
    expect(JSON.stringify(error.parts)).not.toContain(key);
    expect(readFileSync(file, "utf8")).toBe(content);
  }
});

test("refuses a chain that other keys made", async () => {
  const [dataDir, other] = [await usedFolder(), await usedFolder()];
  const keyFile = join(other, "keys.json");
  expect(await refusal({ dataDir, keyFile })).toMatchObject({ code: "CHAIN_OF_OTHER_KEYS" });
  copyFileSync(keyFile, join(dataDir, "keys.json"));
  expect(await refusal({ dataDir })).toMatchObject({ code: "CHAIN_OF_OTHER_KEYS" });
});

test("refuses a chain without its keys, and makes no new ones", async () => {
  const dataDir = await usedFolder();
  rmSync(join(dataDir, "keys.json"));
  expect(await refusal({ dataDir })).toMatchObject({ code: "KEYS_MISSING" });
  expect(existsSync(join(dataDir, "keys.json"))).toBe(false);
});

test("refuses a file that is no database", async () => {
  const dataDir = await usedFolder();
  const file = join(dataDir, "aggregator.db");
  writeFileSync(file, "not a database, but long enough to be read as a header of one".repeat(100));
  const error = await refusal({ dataDir });
  expect(error.parts).toMatchObject({ code: "STATE_CORRUPT", where: file });
});

test("refuses leaves that do not give the certified root", async () => {
  const dataDir = await usedFolder();
  edit(dataDir, "UPDATE commitment SET value = zeroblob(32)");
  expect(await refusal({ dataDir })).toMatchObject({ code: "STATE_CORRUPT" });
});

test("refuses state of another version", async () => {
  const dataDir = await usedFolder();
  edit(dataDir, "UPDATE chain SET value = '99' WHERE key = 'schema'");
  expect(await refusal({ dataDir })).toMatchObject({ code: "STATE_OF_OTHER_VERSION" });
});

test("refuses a folder that another process uses", async () => {
  const dataDir = temporaryFolder();
  const owner = await startAggregator({ dataDir });
  try {
    expect(await refusal({ dataDir })).toMatchObject({ code: "STATE_IN_USE" });
  } finally {
    await owner.close();
  }
});

test("refuses a state folder that is a file", async () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  expect(await refusal({ dataDir: file })).toMatchObject({ code: "STATE_UNWRITABLE" });
});

test("uses the given keys, so the trust base stays the same", async () => {
  const [used, dataDir] = [await usedFolder(), temporaryFolder()];
  const aggregator = await startAggregator({ dataDir, keyFile: join(used, "keys.json") });
  await aggregator.close();
  expect(readFileSync(join(dataDir, "trust-base.json"))).toEqual(readFileSync(join(used, "trust-base.json")));
});
