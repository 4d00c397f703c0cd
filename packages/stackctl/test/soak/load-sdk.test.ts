import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { loadSdk } from "../../src/soak/wallets/load-sdk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const code = (name: string) => expect.objectContaining({ parts: expect.objectContaining({ code: name }) });
const elsewhere = () => pathToFileURL(join(temporaryFolder(), "stackctl.js")).href;

/** A package of this name in a folder. */
function writePackage(folder: string, name: string): void {
  const exports = Object.fromEntries([".", "./impl/nodejs"].map((path) => [path, { import: "./index.js" }]));
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name, version: "1.2.3", type: "module", exports }),
  );
  writeFileSync(join(folder, "index.js"), "export const here = true;");
}

test("the SDK of this workspace is found", async () => {
  expect(await loadSdk("/")).toMatchObject({ version: "0.6.14", core: { Sphere: expect.any(Function) } });
});

test("the SDK of the caller's project, or a checkout of it, is found where stackctl is installed elsewhere", async () => {
  const project = temporaryFolder();
  writePackage(join(project, "node_modules/@unicitylabs/sphere-sdk"), "@unicitylabs/sphere-sdk");
  const checkout = temporaryFolder();
  writePackage(checkout, "@unicitylabs/sphere-sdk");
  for (const cwd of [project, checkout])
    expect(await loadSdk(cwd, elsewhere())).toMatchObject({
      version: "1.2.3",
      core: expect.objectContaining({ here: true }),
    });
});

test("where there is none, the error names the command that installs it", async () => {
  const other = temporaryFolder();
  writePackage(other, "something-else");
  await expect(loadSdk(other, elsewhere())).rejects.toThrow(code("SDK_MISSING"));
  const error = await loadSdk(other, elsewhere()).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    parts: { next: expect.stringContaining("npm install --save-dev @unicitylabs/sphere-sdk") },
  });
});
