import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./support/folder.ts";
import { runScript } from "./support/run-script.ts";

const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? test : test.skip;

asRoot(
  `gives fresh volumes to the stack's user, twice${isRoot ? "" : " (skipped: needs root)"}`,
  async () => {
    await using folder = await temporaryFolder();
    const volumes = ["a", "b"].map((name) => join(folder.path, name));
    for (const volume of volumes) await mkdir(volume);
    for (let run = 0; run < 2; run += 1) {
      expect(await runScript("own-volumes", { args: volumes, env: { OWNER: "1001:1001" } })).toMatchObject({
        code: 0,
      });
      for (const volume of volumes) expect(await stat(volume)).toMatchObject({ uid: 1001, gid: 1001 });
    }
  },
);

test("changes the owner only of volumes that have another one", async () => {
  await using folder = await temporaryFolder();
  await folder.program("stat", "case $3 in */mine) echo 1001:1001 ;; *) echo 0:0 ;; esac");
  await folder.program("chown", `echo "$*" >>"${folder.path}/changed"`);
  const args = [join(folder.path, "mine"), join(folder.path, "fresh")];
  const result = await runScript("own-volumes", { args, path: [folder.path], env: { OWNER: "1001:1001" } });
  expect(result).toMatchObject({ code: 0 });
  expect(await readFile(join(folder.path, "changed"), "utf8")).toBe(`1001:1001 ${folder.path}/fresh\n`);
});
