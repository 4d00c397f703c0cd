import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const library = resolve(import.meta.dirname, "../../run");
const parts = ["lib", "compose"].flatMap((folder) =>
  readdirSync(join(library, folder)).map((name) => join(library, folder, name)),
);
const entries = ["run-library.sh", "compose-library.sh", "service.sh"].map((name) => join(library, name));
const scripts = [...entries, ...parts];

test("no function has 30 lines", () => {
  const long = scripts.flatMap((script) => {
    const lines = readFileSync(script, "utf8").split("\n");
    return lines.flatMap((line, start) => {
      if (!/^\w+\(\) \{$/.test(line)) return [];
      const length = lines.indexOf("}", start) - start + 1;
      return length < 30 || line.startsWith("run_print_help") ? [] : [`${line} ${length}`];
    });
  });
  expect(long).toEqual([]);
});

test("every part is sourced", () => {
  const sources = entries.map((path) => readFileSync(path, "utf8")).join();
  const unused = parts
    .map((path) => path.replace(/.*\/|\.sh$/g, ""))
    .filter((name) => !sources.includes(name));
  expect(unused).toEqual([]);
});
