import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serviceRuntimeFolder } from "../src/index.ts";

const files = ["bin", "lib", "shims", "../debian"].flatMap((folder) =>
  readdirSync(join(serviceRuntimeFolder, folder)).map((name) => join(serviceRuntimeFolder, folder, name)),
);

test("no function has more than 30 lines", () => {
  const long = files.flatMap((file) => {
    const lines = readFileSync(file, "utf8").split("\n");
    return lines.flatMap((line, begin) => {
      if (!/^[a-z_0-9]+\(\) \{$/.test(line)) return [];
      const length = lines.slice(begin).indexOf("}") + 1;
      return length > 30 ? [`${file}: ${line} ${length} lines`] : [];
    });
  });
  expect(long).toEqual([]);
});
