import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { describeNginx } from "./support/describe-nginx.ts";
import { complaints, configuration } from "./support/nginx.ts";

const root = resolve(import.meta.dirname, "../../../..");
const doors = globSync("generated/**/nginx/*.http.conf", { cwd: root }).sort();

test("there are committed doors", () => {
  expect(doors).toContain("generated/nginx/relay.http.conf");
});

describeNginx("nginx accepts", () => {
  test.each(doors)("%s and its server part", (http) => {
    const read = (path: string) => readFileSync(resolve(root, path), "utf8");
    const server = read(http.replace(/\.http\.conf$/, ".conf"));
    expect(complaints(configuration(read(http), `listen unix:temp/socket;\n${server}`))).toBe("");
  });
});
