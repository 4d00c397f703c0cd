import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./support/folder.ts";
import { runScript } from "./support/run-script.ts";

async function start(trustBase: string) {
  await using folder = await temporaryFolder();
  await folder.program("aggregator", 'echo "$$ $BFT_BOOTSTRAP_ADDRESSES"');
  await writeFile(join(folder.path, "trust-base.json"), trustBase);
  return await runScript("run-aggregator", {
    parts: ["fail", "files"],
    cwd: folder.path,
    env: { BFT_TRUST_BASE_FILES: join(folder.path, "trust-base.json"), BFT_ROOT_HOST: "bft-root" },
  });
}

const trustBase = {
  version: 1,
  rootNodes: [{ sigKey: "0x02", nodeId: "16Uiu2HAky8", stake: 1 }],
  signatures: { "16Uiu2HAother": "0x00" },
};

test.each([undefined, 2, "\t"])(
  "gives the aggregator the root node's address (indent %o)",
  async (indent) => {
    const { code, stdout, stderr } = await start(JSON.stringify(trustBase, null, indent));
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^[0-9]+ \/dns4\/bft-root\/tcp\/8000\/p2p\/16Uiu2HAky8\n$/);
  },
);

test("does not start on a trust base that names no root node", async () => {
  const { code, stdout, stderr } = await start("{}");
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain("[TRUST_BASE_UNREADABLE]");
});
