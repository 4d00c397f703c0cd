import { expect, test } from "vitest";
import { temporaryFolder } from "./support/folder.ts";
import { runScript } from "./support/run-script.ts";

/** Runs the health command with a stand-in of mongosh that ends so. */
async function probe(mongosh: string) {
  await using folder = await temporaryFolder();
  await folder.program("mongosh", mongosh);
  return await runScript("mongo-health", {
    parts: ["fail", "pace"],
    args: ["script"],
    env: {},
    path: [folder.path],
  });
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
