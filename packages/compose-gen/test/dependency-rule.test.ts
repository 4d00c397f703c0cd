import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./support/folder.ts";
import { importsOf } from "./support/imports.ts";

const packages = resolve(import.meta.dirname, "../..");

/** Package → packages of this repository that its sources may import. Imports point one way. */
const allowed: Record<string, string[]> = {
  "compose-gen": [],
  "service-runtime": [],
  devnet: [],
  "relay-image": ["compose-gen", "service-runtime"],
  "faucet-image": ["compose-gen", "service-runtime", "devnet"],
  "aggregator-stack": ["compose-gen", "service-runtime"],
  "host-bundle": [],
  rehearsal: ["compose-gen", "service-runtime", "devnet"],
  stackctl: ["compose-gen", "relay-image", "faucet-image", "aggregator-stack", "devnet", "rehearsal"],
  release: ["compose-gen", "relay-image", "faucet-image", "aggregator-stack", "rehearsal"],
  e2e: ["compose-gen", "relay-image", "faucet-image", "aggregator-stack", "devnet", "rehearsal", "stackctl"],
};

/** Imports in the sources of the packages under `root` that break the rule. */
function violations(root: string): string[] {
  const folders = readdirSync(root).filter((name) => existsSync(join(root, name, "package.json")));
  const names = new Map(
    folders.map((folder) => {
      const { name } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
      return [name as string, folder];
    }),
  );
  return folders.flatMap((folder) => {
    const sources = join(root, folder, "src");
    if (!existsSync(sources)) return [];
    return importsOf(sources).flatMap(({ file, specifier }) => {
      const target = specifier.startsWith(".")
        ? relative(root, resolve(file, "..", specifier)).split("/")[0]
        : names.get(
            specifier
              .split("/")
              .slice(0, specifier.startsWith("@") ? 2 : 1)
              .join("/"),
          );
      if (target === undefined || target === folder || allowed[folder]?.includes(target)) return [];
      return [`${relative(root, file)} imports ${specifier}`];
    });
  });
}

test("packages import each other in one direction only", () => {
  expect(violations(packages)).toEqual([]);
});

test("every package has its place in the rule", () => {
  const unknown = readdirSync(packages)
    .filter((name) => existsSync(join(packages, name, "package.json")))
    .filter((name) => !Object.hasOwn(allowed, name));
  expect(unknown).toEqual([]);
});

test("the rule sees static, dynamic, re-exporting and relative imports", () => {
  const root = temporaryFolder();
  const sources = {
    "compose-gen": [
      'import { a } from "relay-image";',
      'import type {\n  A,\n} from "faucet-image";',
      'export * from "aggregator-stack/sub";',
      'await import("@scope/stackctl");',
      'import "../../devnet/src/index.ts";',
      'import "./own.ts";',
      'import { z } from "zod";',
    ].join("\n"),
    "relay-image": 'import "compose-gen";',
    "faucet-image": "",
    "aggregator-stack": "",
    devnet: "",
    stackctl: 'import "relay-image";',
  };
  for (const [name, text] of Object.entries(sources)) {
    mkdirSync(join(root, name, "src"), { recursive: true });
    const manifest = { name: name === "stackctl" ? "@scope/stackctl" : name };
    writeFileSync(join(root, name, "package.json"), JSON.stringify(manifest));
    writeFileSync(join(root, name, "src/index.ts"), text);
  }
  expect(violations(root).sort()).toEqual([
    "compose-gen/src/index.ts imports ../../devnet/src/index.ts",
    "compose-gen/src/index.ts imports @scope/stackctl",
    "compose-gen/src/index.ts imports aggregator-stack/sub",
    "compose-gen/src/index.ts imports faucet-image",
    "compose-gen/src/index.ts imports relay-image",
  ]);
});
