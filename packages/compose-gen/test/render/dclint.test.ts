import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DCLinter } from "dclint";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { renderCompose } from "../../src/index.ts";
import { temporaryFolder } from "../support/folder.ts";
import { definitions, planOf } from "../support/plan.ts";

const root = resolve(import.meta.dirname, "../..");
const { rules } = parse(readFileSync(join(root, ".dclintrc.yaml"), "utf8"));
const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });

/** The part of dclint's answer that is used here; its own types do not resolve. */
interface Result {
  filePath: string;
  messages: { line: number; rule: string; message: string }[];
}

/** `file:line rule: message` of every finding. */
function findings(files: string[]): string[] {
  const results: Result[] = linter.lintFiles(files, false);
  expect(results.map((result) => result.filePath).sort()).toEqual([...files].sort());
  return results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, rule, message }) => `${filePath}:${line} ${rule}: ${message}`),
  );
}

test("dclint finds nothing in the files of this repository, with every rule on", () => {
  const files = globSync("../../generated/**/*.yml", { cwd: root }).map((path) => resolve(root, path));
  expect(files.length).toBeGreaterThan(0);
  expect(findings(files)).toEqual([]);
  expect(Object.values(rules).map((setting) => (setting as unknown[])[0])).not.toContain(0);
});

test("dclint finds nothing in the files of another project", () => {
  const folder = temporaryFolder();
  const files = (definitions.stacks.one ?? []).map((stack) => {
    const path = join(folder, `${stack.name}.yml`);
    writeFileSync(path, renderCompose(planOf(stack)));
    return path;
  });
  expect(findings(files)).toEqual([]);
});

test("dclint does find a key out of order", () => {
  const file = join(temporaryFolder(), "compose.yml");
  writeFileSync(file, "name: a\nservices:\n  a:\n    user: x\n    image: a:1.0.0\n");
  expect(findings([file])).toEqual([expect.stringContaining("service-keys-order")]);
});
