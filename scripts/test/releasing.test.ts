import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

describe.each(["docs/RELEASING.md", "packages/release/README.md"])("%s", (page) => {
  const text = readFileSync(join(root, page), "utf8");

  test("names commands that are there", () => {
    const commands = [...text.matchAll(/\bpnpm ([a-z][\w:-]+)/g)].map(([, name = ""]) => name);
    expect(commands.length).toBeGreaterThan(3);
    expect(commands.filter((name) => name !== "exec" && !Object.hasOwn(scripts, name))).toEqual([]);
  });

  test("names options that the releases of images and packages have", () => {
    const requests = ["scripts/release-images/request.ts", "scripts/release-npm/request.ts"];
    const usage = requests.map((path) => readFileSync(join(root, path), "utf8")).join("");
    const options = [...text.matchAll(/`(--[a-z-]+)/g)].map(([, name = ""]) => name);
    const others = ["--verify"];
    expect(options.filter((name) => !others.includes(name) && !usage.includes(`  ${name}`))).toEqual([]);
  });

  test("leads to files that are there", () => {
    const links = [...text.matchAll(/\]\((?!#|https?:)([^)#]+)/g)].map(([, path = ""]) =>
      join(page, "..", path),
    );
    const files = [...text.matchAll(/\b(?:packages|docs)\/[\w./-]+\.\w+/g)].map(([path]) => path);
    expect([...links, ...files].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
