import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Volumes } from "./support/volumes.ts";

test("beside the trust base lies its SHA-256 in the form of sha256sum, and no key", async () => {
  await using volumes = await Volumes.create();
  expect(await volumes.up()).toMatchObject({ code: 0 });
  const trustBase = await readFile(join(volumes.folder, "public/trust-base.json"));
  const sum = createHash("sha256").update(trustBase).digest("hex");
  expect(await readFile(join(volumes.folder, "public/trust-base.json.sha256"), "utf8")).toBe(
    `${sum}  trust-base.json\n`,
  );
  const files = Object.keys(await volumes.snapshot()).filter((file) => file.startsWith("public/"));
  expect(files.sort()).toEqual([
    "public/genesis.json",
    "public/shard-conf-7_0.json",
    "public/trust-base.json",
    "public/trust-base.json.sha256",
  ]);
});
