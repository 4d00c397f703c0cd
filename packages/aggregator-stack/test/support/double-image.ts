import { chmod, copyFile, mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { ensureImage, type ImageDefinition, rootFilesystem } from "../../../rehearsal/src/images/index.ts";
import { aggregatorToolsImageBuild } from "../../src/image.ts";
import { standIns } from "./run-script.ts";

/** The image of the jobs, on the stand-in for Debian; made when it is not there. */
export function toolsImageReference(): Promise<string> {
  return ensureImage(aggregatorToolsImageBuild<ImageDefinition>(rootFilesystem()));
}

/**
 * Makes an image that stands in for bft-core in the genesis jobs: `/busybox/sh` with its tools, and the stand-in `ubft`,
 * for whose Python it has what the image of the jobs has. Needs a static busybox on the host.
 */
export async function makeDoubleImage(name: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "aggregator-stack-image-"));
  try {
    for (const path of ["busybox", "app"]) await mkdir(join(folder, path));
    const { stdout: busybox } = await execa("sh", ["-c", "command -v busybox"]);
    await copyFile(await realpath(busybox), join(folder, "busybox/busybox"));
    await chmod(join(folder, "busybox/busybox"), 0o755);
    const { stdout: applets } = await execa("busybox", ["--list"]);
    for (const applet of applets.split("\n"))
      if (applet !== "busybox") await symlink("busybox", join(folder, "busybox", applet));
    await copyFile(join(standIns, "ubft"), join(folder, "app/ubft"));
    await chmod(join(folder, "app/ubft"), 0o755);
    const path = "ENV PATH=/app:/busybox:/usr/local/bin:/usr/bin:/bin";
    const dockerfile = `FROM ${await toolsImageReference()}\nCOPY . /\n${path}\nENTRYPOINT ["ubft"]\n`;
    await execa("docker", ["build", "--quiet", "--tag", name, "--file", "-", folder], { input: dockerfile });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
