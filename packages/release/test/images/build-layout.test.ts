import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ImageBuild, RunCommand } from "rehearsal";
import { expect, test } from "vitest";
import { buildLayout } from "../../src/images/build-layout.ts";
import { INPUTS } from "../../src/images/names.ts";
import { readLayout } from "../../src/layout/read-layout.ts";
import { errorOf } from "../support/error-of.ts";
import { temporaryFolder } from "../support/folder.ts";
import { writeLayout } from "../support/layout.ts";
import { sampleImage, sampleRelease } from "../support/sample.ts";

const image = sampleImage("devnet", "first", ["linux/amd64", "linux/arm64"]);
const build: ImageBuild = {
  kind: "build",
  name: "devnet",
  context: "/checkout/image",
  arguments: { BASE_IMAGE: "debian@sha256:1", REVISION: "abc" },
};

/** Builds with a stand-in for Docker; the folder has been used before. */
async function built(run: RunCommand) {
  const folder = join(temporaryFolder(), "devnet");
  const { platforms, inputs } = image;
  const made = buildLayout({ build, platforms, inputs, folder, committedAt: 1_700_000_000 }, run);
  return { made, folder };
}

test("an image is built for all its platforms as a layout that says what it was made from", async () => {
  let seen: { command: readonly string[]; epoch: string | undefined } | undefined;
  const { made, folder } = await built(async (command, { environment }) => {
    seen = { command, epoch: environment?.SOURCE_DATE_EPOCH };
    const [, destination = ""] = /dest=([^,]+),tar=false/.exec(command.join(" ")) ?? [];
    writeLayout(
      destination,
      { ...image, inputs: "not noted by a builder" },
      sampleRelease("registry.example/us"),
    );
    return { exitCode: 0, stdout: "", stderr: "" };
  });
  expect(await made).toBe(folder);
  expect(readLayout(folder).annotations[INPUTS]).toBe(image.inputs);
  expect(seen?.epoch).toBe("1700000000");
  const command = seen?.command.join(" ");
  for (const part of [
    "--provenance=false",
    "--platform linux/amd64,linux/arm64",
    "--build-arg REVISION=abc",
    "type=oci",
  ])
    expect(command).toContain(part);
});

test.each([
  [
    "a builder that writes no OCI layout",
    "ERROR: OCI exporter is not supported for the docker driver",
    "docker-container",
  ],
  ["a command that fails", 'ERROR: process "apt-get update" did not complete', "same command again"],
])("%s is told with its last lines, and leaves no layout", async (_, line, next) => {
  const { made, folder } = await built(async (_, { onLine }) => {
    onLine?.(line);
    return { exitCode: 1, stdout: "", stderr: "" };
  });
  expect((await errorOf(made)).parts).toMatchObject({
    code: "IMAGE_NOT_MADE",
    evidence: line,
    next: expect.stringContaining(next),
  });
  expect(existsSync(folder)).toBe(false);
});
