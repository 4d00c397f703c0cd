import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** Packages that a module loads at its start, over all its static imports; types and `import()` do not count. */
function loadedPackages(entry: string): Set<string> {
  return loaded(entry).packages;
}

/** Own files that a module loads at its start. */
function loadedFiles(entry: string): Set<string> {
  return loaded(entry).seen;
}

function loaded(entry: string) {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file) || !file.endsWith(".ts")) return;
    seen.add(file);
    for (const specifier of staticImports(readFileSync(file, "utf8"))) {
      if (specifier.startsWith(".")) visit(resolve(file, "..", specifier));
      else packages.add(specifier);
    }
  };
  visit(resolve(root, entry));
  return { packages, seen };
}

function staticImports(source: string): string[] {
  const statements = source.matchAll(/^(?:import|export)\s+(?!type\b)([^;]*?)from\s+"([^"]+)"/gms);
  return [...statements]
    .filter(([, names = ""]) => !/^\{(?:\s*type\s+\w+,?)+\s*\}\s*$/.test(names))
    .map(([, , specifier = ""]) => specifier);
}

test("the start loads nothing but Node.js modules", () => {
  const packages = [...loadedPackages("src/cli.ts")];
  expect(packages.filter((name) => !name.startsWith("node:"))).toEqual([]);
});

test("rendering built-in definitions loads the YAML writer and neither zod, Handlebars nor semver", () => {
  const packages = [...loadedPackages("src/cli/render.ts"), ...loadedPackages("src/cli/main.ts")];
  expect(packages.filter((name) => !name.startsWith("node:"))).toEqual(["yaml"]);
});

test("lint and explain load no more than rendering does, and rendering does not load lint", () => {
  const others = (entry: string) => [...loadedPackages(entry)].filter((name) => !name.startsWith("node:"));
  expect(others("src/cli/lint.ts")).toEqual(["yaml"]);
  expect(others("src/cli/explain.ts")).toEqual([]);
  expect([...loadedFiles("src/cli/render.ts")].filter((file) => file.includes("/lint/"))).toEqual([]);
});

test("the reader of imports sees what a definition file loads", () => {
  expect([...loadedPackages("src/index.ts")].sort()).toEqual(
    expect.arrayContaining(["handlebars", "yaml", "zod"]),
  );
});
