import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./support/folder.ts";
import { refusalOf } from "./support/refusal.ts";
import { runScript } from "./support/run-script.ts";

const fresh = '{"generation":"v1","genesisId":"ab"}\n';
const used = '{"generation":"v1","genesisId":"ab","used":true}\n';

/** Runs the health command with a stand-in of mongosh that ends so, on a data folder with this stamp. */
async function probe(mongosh: string, stamp: string | undefined = fresh) {
  await using folder = await temporaryFolder();
  await folder.program("mongosh", mongosh);
  const file = join(folder.path, "genesis.json");
  if (stamp !== "") await writeFile(file, stamp);
  const result = await runScript("mongo-health", {
    parts: ["fail", "pace"],
    args: ["script", folder.path],
    env: { SEEN_FILE: join(folder.path, "was-primary") },
    path: [folder.path],
  });
  return { ...result, stamp: await readFile(file, "utf8").catch(() => "") };
}

test("a member name that leads elsewhere is explained, and what else mongosh says is shown as it is", async () => {
  const removed =
    "MongoServerError[InvalidReplicaSetConfig]: Our replica set config is invalid or we are not a member of it";
  const elsewhere = await probe(`echo '${removed}' >&2; exit 1`);
  expect(elsewhere.code).toBe(1);
  expect(elsewhere.stderr).toMatch(
    /\[MEMBER_ELSEWHERE\]\n {2}where: {4}mongo:27017\n {2}evidence: MongoServer/,
  );
  expect(elsewhere.stderr).toMatch(/next: .*the data is kept/);
  expect(await probe("echo 'connect ECONNREFUSED'; exit 1")).toMatchObject({
    code: 1,
    stdout: "connect ECONNREFUSED\n",
  });
});

/** A mongosh without a replica set: `rs.status()` is refused, and the script makes one. */
const uninitialised = `case $* in
*rs.status*) echo "MongoServerError: no replset config has been received" >&2; exit 1 ;;
esac`;

test("the first healthy probe notes in the stamp that there is a database, and no other one does", async () => {
  expect(await probe(uninitialised, fresh)).toMatchObject({ code: 0, stamp: used });
  expect(await probe("exit 0", used)).toMatchObject({ code: 0, stamp: used });
  expect(await probe("exit 1", fresh)).toMatchObject({ code: 1, stamp: fresh });
});

test.each([
  ["is gone since", used],
  ["has no stamp any more", ""],
])("no new replica set is made where a database %s", async (_, stamp) => {
  const { code, stderr, stamp: after } = await probe(uninitialised, stamp);
  expect({ code, refusal: refusalOf(stderr), after }).toEqual({
    code: 1,
    refusal: "STATE_LOST",
    after: stamp,
  });
  expect(stderr).toMatch(/next: .*whole state set/);
});
