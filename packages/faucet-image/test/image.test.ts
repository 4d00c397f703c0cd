import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { copiedFiles, expectCopiedFiles } from "../../service-runtime/test/support/copied-files.ts";
import { faucetImageBuild } from "../src/image.ts";

const folder = new URL("../image/", import.meta.url);
const dockerfile = readFileSync(new URL("Dockerfile", folder), "utf8");

test("everything that the Dockerfile copies is in its build context", () => {
  const copied = copiedFiles(dockerfile, ["stripped", "upstream"]);
  expect(copied.length).toBeGreaterThan(8);
  expectCopiedFiles(faucetImageBuild("base"), copied);
});

test("the base is an argument without a default, and no frontend is pulled", () => {
  expect(dockerfile).toMatch(/^ARG BASE_IMAGE$/m);
  expect(dockerfile).not.toMatch(/^#\s*syntax/im);
  const argument = (name: string) => `$${`{${name}}`}`;
  expect([...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)).toEqual(
    ["FAUCET_UPSTREAM", "BASE_IMAGE", "BASE_IMAGE"].map(argument),
  );
});

test("the upstream agent is copied only from an image that is named", () => {
  expect(dockerfile).toMatch(/^ARG FAUCET_UPSTREAM=scratch$/m);
  expect(faucetImageBuild("base").arguments).not.toHaveProperty("FAUCET_UPSTREAM");
  expect(faucetImageBuild("base", undefined, "agent").arguments).toMatchObject({
    BASE_IMAGE: "base",
    FAUCET_UPSTREAM: "agent",
  });
});

test("the label names each SDK that was verified, exactly", () => {
  const { verified } = JSON.parse(readFileSync(new URL("../../../sdk.json", import.meta.url), "utf8"));
  const { SDK_VERSIONS } = faucetImageBuild("base").arguments;
  expect(SDK_VERSIONS).toContain(`@unicitylabs/sphere-sdk@${verified["@unicitylabs/sphere-sdk"]}`);
  expect(String(SDK_VERSIONS).split(" ")).toHaveLength(Object.values(verified).flat().length);
});

test("the label names the generation whose tokens its agent mints: the one with API v1", () => {
  const file = new URL("../../aggregator-stack/generations.json", import.meta.url);
  const lines: { id: string; apiVersion?: string }[] = JSON.parse(readFileSync(file, "utf8"));
  const [line] = lines.filter(({ apiVersion }) => apiVersion === "v1");
  expect(dockerfile).toContain(` network.unicity.generation="${line?.id}" `);
});

test("without the bundle the error names the command that makes it", () => {
  const empty = mkdtempSync(join(tmpdir(), "faucet-image-"));
  onTestFinished(() => rmSync(empty, { recursive: true }));
  expect(() => faucetImageBuild("base", empty)).toThrow(
    /^The faucet's JavaScript is not bundled\. \[NOT_BUILT\][\s\S]*turbo run build/,
  );
});
