import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { suitesOf } from "../bootstrap/suites.mjs";

function repository(packages: Record<string, { name: string; scripts?: Record<string, string> }>): string {
  const root = mkdtempSync(join(tmpdir(), "suites-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [folder, manifest] of Object.entries(packages)) {
    mkdirSync(join(root, "packages", folder), { recursive: true });
    writeFileSync(join(root, "packages", folder, "package.json"), JSON.stringify(manifest));
  }
  return root;
}

const scripts = { test: "vitest run" };

test("what takes long begins first, and a package that no order names begins too", () => {
  const root = repository({
    another: { name: "another", scripts },
    devnet: { name: "@unicity-sphere/devnet", scripts },
    "service-runtime": { name: "service-runtime", scripts },
    unnamed: { name: "unnamed", scripts },
  });
  const inOrder = ["service-runtime", "@unicity-sphere/devnet", "another", "unnamed"];
  expect(suitesOf("test", root)).toEqual(inOrder);
});

test("a package without the task has no suite", () => {
  const root = repository({
    devnet: { name: "devnet", scripts: { ...scripts, "test:containers": "vitest run" } },
    release: { name: "release", scripts },
    without: { name: "without" },
  });
  expect(suitesOf("test:containers", root)).toEqual(["devnet"]);
  expect(suitesOf("test", root)).toEqual(["devnet", "release"]);
});
