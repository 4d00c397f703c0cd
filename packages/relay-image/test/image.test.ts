import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { relayImageBuild } from "../src/image.ts";

const folder = new URL("../image/", import.meta.url);
const dockerfile = readFileSync(new URL("Dockerfile", folder), "utf8");
const ignored = readFileSync(new URL(".dockerignore", folder), "utf8").split("\n");

/** Sources of each COPY with the name of its build context; those of upstream's image are left out. */
function copied(): { from: string | undefined; source: string }[] {
  return [...dockerfile.matchAll(/^COPY ((?:--\S+ )*)(.+)$/gm)].flatMap(([, flags = "", files = ""]) => {
    const from = /--from=(\S+)/.exec(flags)?.[1];
    if (from === "upstream") return [];
    return files
      .split(" ")
      .slice(0, -1)
      .map((source) => ({ from, source }));
  });
}

test("everything that the Dockerfile copies is in its build context", () => {
  const { context, contexts } = relayImageBuild("base");
  expect(copied().length).toBeGreaterThan(8);
  for (const { from, source } of copied()) {
    const root = from === undefined ? context : contexts[from];
    expect(root, `context ${from}`).toBeDefined();
    expect(existsSync(join(String(root), source)), `${from} ${source}`).toBe(true);
    if (from === undefined) expect(ignored).toContain(`!${source}`);
  }
});

test("the base is an argument without a default, upstream's binary comes from a commit, and no frontend is pulled", () => {
  expect(dockerfile).toMatch(/^ARG BASE_IMAGE$/m);
  expect(dockerfile).toMatch(/^ARG RELAY_UPSTREAM=\S+:sha-[0-9a-f]{7}$/m);
  expect(dockerfile).not.toMatch(/^#\s*syntax/im);
  expect(relayImageBuild("base").arguments).not.toHaveProperty("RELAY_UPSTREAM");
  expect(relayImageBuild("base", "double").arguments.RELAY_UPSTREAM).toBe("double");
});

test("the label names each SDK that was verified, exactly", () => {
  const { verified } = JSON.parse(readFileSync(new URL("../../../sdk.json", import.meta.url), "utf8"));
  const { SDK_VERSIONS } = relayImageBuild("base").arguments;
  expect(SDK_VERSIONS).toContain(`@unicitylabs/sphere-sdk@${verified["@unicitylabs/sphere-sdk"]}`);
  expect(String(SDK_VERSIONS).split(" ")).toHaveLength(Object.values(verified).flat().length);
});
