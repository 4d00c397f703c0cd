import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished } from "vitest";
import { ensureImage, rootFilesystem } from "../../../rehearsal/src/images/index.ts";
import { type Architecture, devnetImageBuild, localPlatform, type Platform } from "../../src/image.ts";
import { temporaryFolder } from "../aggregator/support/folders.ts";
import { docker, uniqueName, withEngine } from "./support/engine.ts";

/** `e_machine` in the header of an ELF file, by architecture. */
const MACHINES: Record<Architecture, number> = { amd64: 62, arm64: 183 };

const other: Architecture = localPlatform() === "linux/amd64" ? "arm64" : "amd64";
const platform: Platform = `linux/${other}`;

/** An image of a platform without a single program: no command can run in a build on top of it. */
async function emptyImage(): Promise<string> {
  const reference = `${uniqueName("empty")}:latest`;
  const archive = execa("tar", ["--create", "--files-from", "/dev/null"]);
  await archive.pipe("docker", ["import", "--platform", platform, "-", reference]);
  return reference;
}

/** `e_machine` of a program in a container that cannot run here. */
async function machineOf(container: string, file: string): Promise<number> {
  const folder = temporaryFolder();
  await docker("cp", "--follow-link", `${container}:${file}`, join(folder, "program"));
  return readFileSync(join(folder, "program")).readUInt16LE(18);
}

async function buildOn(base: string, reference: string): Promise<void> {
  const build = devnetImageBuild(base, undefined, platform);
  const values = { ...build.arguments, TOOLS_IMAGE: await ensureImage(rootFilesystem()) };
  await execa(
    "docker",
    [
      ...["build", "--platform", platform, "--tag", reference],
      ...Object.entries(values).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
      ...Object.entries(build.contexts).flatMap(([name, path]) => ["--build-context", `${name}=${path}`]),
      build.context,
    ],
    { timeout: 540_000, stdin: "ignore" },
  );
}

withEngine(
  "the image of the other platform is built here, with nothing emulated, and holds its programs",
  async () => {
    const script = new URL("../../scripts/fetch-node.ts", import.meta.url).pathname;
    await execa(process.execPath, [script, other], { timeout: 540_000 });
    const [base, reference] = [await emptyImage(), `${uniqueName("other")}:latest`];
    const container = uniqueName("other");
    onTestFinished(async () => {
      await execa("docker", ["rm", "--volumes", container], { reject: false });
      await execa("docker", ["image", "rm", reference, base], { reject: false });
    });
    await buildOn(base, reference);
    expect(await docker("image", "inspect", "--format", "{{.Os}}/{{.Architecture}}", reference)).toBe(
      platform,
    );
    await docker("create", "--platform", platform, "--name", container, reference);
    expect(await machineOf(container, "/usr/local/bin/node")).toBe(MACHINES[other]);
    expect(await machineOf(container, "/usr/local/bin/tini")).toBe(MACHINES[other]);
  },
);
