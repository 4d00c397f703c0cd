import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const library = resolve(import.meta.dirname, "../../run");
const parts = ["lib", "compose"].flatMap((folder) =>
  readdirSync(join(library, folder)).map((name) => join(library, folder, name)),
);
const entries = ["run-library.sh", "compose-library.sh", "service.sh"].map((name) => join(library, name));
const fixtures = ["docker", "engine.sh", "run-sample.sh", "unicity-backup", "upstream-run-lib.sh"].map(
  (name) => resolve(import.meta.dirname, "fixtures", name),
);
const scripts = [...entries, ...parts];
const present = spawnSync("shellcheck", ["--version"]).status === 0;

test.skipIf(!present && !process.env.CI)("shellcheck finds nothing", () => {
  const { stdout, status } = spawnSync(
    "shellcheck",
    ["--external-sources", "--source-path=SCRIPTDIR", ...scripts, ...fixtures],
    { encoding: "utf8" },
  );
  expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
});

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
