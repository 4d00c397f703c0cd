import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const library = resolve(import.meta.dirname, "../../run");
const parts = readdirSync(join(library, "lib")).map((name) => join(library, "lib", name));
const fixtures = ["docker", "run-sample.sh", "upstream-run-lib.sh"].map((name) =>
  resolve(import.meta.dirname, "fixtures", name),
);
const scripts = [join(library, "run-library.sh"), join(library, "service.sh"), ...parts];
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
  const entries = ["run-library.sh", "service.sh"]
    .map((name) => readFileSync(join(library, name), "utf8"))
    .join();
  const unused = parts
    .map((path) => path.replace(/.*\/|\.sh$/g, ""))
    .filter((name) => !entries.includes(name));
  expect(unused).toEqual([]);
});
