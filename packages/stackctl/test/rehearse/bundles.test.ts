import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { staleBundles } from "../../src/rehearse/bundles.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const SOURCES = ["devnet/src/cli/main.ts", "rehearsal/src/index.ts"];
const BUNDLES = [
  "devnet/dist/cli.js",
  "devnet/dist/verify-worker.js",
  "rehearsal/dist/registration-api/server.js",
  "rehearsal/dist/doubles/aggregator/main.js",
  "rehearsal/dist/doubles/relay/main.js",
];

let checkout: string;
const path = (file: string) => join(checkout, "packages", file);

/** Writes a file that was changed at a time, seconds. */
function write(file: string, seconds: number): void {
  mkdirSync(dirname(path(file)), { recursive: true });
  writeFileSync(path(file), "");
  utimesSync(path(file), seconds, seconds);
}

beforeEach(() => {
  checkout = temporaryFolder();
  for (const file of SOURCES) write(file, 1000);
  for (const file of BUNDLES) write(file, 2000);
});

test("bundles that are newer than their sources are fresh", () => {
  expect(staleBundles(checkout)).toEqual([]);
});

test("the doubles are bundled with devnet's sources", () => {
  write("devnet/src/cli/main.ts", 3000);
  expect(staleBundles(checkout)).toEqual(["devnet", "rehearsal"]);
});

test("one old bundle is enough", () => {
  write("rehearsal/dist/registration-api/server.js", 500);
  expect(staleBundles(checkout)).toEqual(["rehearsal"]);
});

test.each(BUNDLES)("without %s it says which command builds it", (file) => {
  rmSync(path(file));
  expect(() => staleBundles(checkout)).toThrow(
    expect.objectContaining({
      code: "BUNDLE_MISSING",
      exitCode: 3,
      parts: expect.objectContaining({
        where: path(file),
        next: expect.stringContaining("npx pnpm install && npx pnpm build"),
      }),
    }),
  );
});
