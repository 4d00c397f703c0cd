import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { INSTANCE_VARIABLE, VARIABLES } from "../src/environment.ts";
import { MODE_VARIABLES } from "../src/mode.ts";

const PACKAGE = join(import.meta.dirname, "..");
const readme = readFileSync(join(PACKAGE, "README.md"), "utf8");
const manifest = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));

test("the README tells of each variable what the code tells", () => {
  for (const [name, meaning] of Object.entries(MODE_VARIABLES))
    expect(readme).toContain(`| \`${name}\` | ${meaning} |`);
  for (const name of [...Object.values(VARIABLES).flat(), INSTANCE_VARIABLE])
    expect(readme).toContain(`| \`${name}\` |`);
});

test("what the README imports can be imported, in a checkout and as a package", () => {
  const imported = new Set(readme.match(/@unicity-sphere\/e2e(?:\/\w+)*/g));
  for (const specifier of imported) {
    const subpath = specifier.replace("@unicity-sphere/e2e", ".");
    expect(manifest.exports, specifier).toHaveProperty([subpath]);
    expect(manifest.publishConfig.exports, specifier).toHaveProperty([subpath]);
  }
  expect(Object.keys(manifest.publishConfig.exports)).toEqual(Object.keys(manifest.exports));
});
