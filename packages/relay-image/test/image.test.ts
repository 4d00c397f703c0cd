import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { copiedFiles, expectCopiedFiles } from "../../service-runtime/test/support/copied-files.ts";
import { relayImageBuild } from "../src/image.ts";

const folder = new URL("../image/", import.meta.url);
const dockerfile = readFileSync(new URL("Dockerfile", folder), "utf8");

test("everything that the Dockerfile copies is in its build context", () => {
  const copied = copiedFiles(dockerfile, ["upstream"]);
  expect(copied.length).toBeGreaterThan(8);
  expectCopiedFiles(relayImageBuild("base"), copied);
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
