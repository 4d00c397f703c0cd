import { chmod, copyFile, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { standIns } from "./run-script.ts";

/**
 * Makes an image that stands in for curl and bft-core in the genesis jobs: busybox, which both have, and the stand-in
 * `ubft`. Like bft-core it has `/busybox/sh` and no bash. It has no curl. Needs a static busybox on the host.
 */
export async function makeDoubleImage(name: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "aggregator-stack-image-"));
  try {
    for (const path of ["busybox", "bin", "etc", "tmp", "app"]) await mkdir(join(folder, path));
    const { stdout: busybox } = await execa("sh", ["-c", "command -v busybox"]);
    await copyFile(await realpath(busybox), join(folder, "busybox/busybox"));
    await chmod(join(folder, "busybox/busybox"), 0o755);
    const { stdout: applets } = await execa("busybox", ["--list"]);
    for (const applet of applets.split("\n"))
      if (applet !== "busybox") await symlink("busybox", join(folder, "busybox", applet));
    await symlink("../busybox/sh", join(folder, "bin/sh"));
    await copyFile(join(standIns, "ubft"), join(folder, "app/ubft"));
    await chmod(join(folder, "app/ubft"), 0o755);
    await writeFile(join(folder, "etc/passwd"), "root:x:0:0:root:/:/bin/sh\n");
    const archive = `${folder}.tar`;
    await execa("tar", ["-C", folder, "--owner=0", "--group=0", "-cf", archive, "."]);
    await execa("docker", ["import", "--change", "ENV PATH=/app:/busybox", archive, name]);
    await rm(archive);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
