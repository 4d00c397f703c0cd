import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type { Stack } from "../src/index.ts";
import { planOf } from "./support/plan.ts";

test("the README's example is a valid stack", async () => {
  const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
  const source = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const index = pathToFileURL(join(import.meta.dirname, "../src/index.ts")).href;
  const code = source.replace('"@unicity-sphere/compose-gen"', JSON.stringify(index));
  const { shop } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { shop: Stack };
  expect(Object.keys(planOf(shop).compose.services)).toEqual(["database", "migrate"]);
});
