import { chmod, cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { mongoDouble } from "../../../../rehearsal/src/doubles/mongo-double.ts";
import { ensureImage } from "../../../../rehearsal/src/images/index.ts";

/** Images that are busybox systems: all its programs are there, not only those that `images.json` names. */
const busyboxFolders: Record<string, string> = { "aggregator-go": "/bin", "bft-core": "/busybox" };

/**
 * Makes a stand-in for a pinned image with what a health command calls there: busybox and an `nc -z`; the service is
 * mounted at /double. MongoDB's is the double with replica set and shell.
 */
export async function makeDouble(name: string, pin: string): Promise<void> {
  if (pin === "mongo") await execa("docker", ["tag", await ensureImage(mongoDouble()), name]);
  else await importDouble(name, pin);
}

async function importDouble(name: string, pin: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "health-double-"));
  try {
    await chmod(folder, 0o755);
    const busybox = await realpath((await execa("sh", ["-c", "command -v busybox"])).stdout);
    const family = Object.keys(busyboxFolders).find((key) => pin.startsWith(key)) ?? "";
    const applets = busyboxFolders[family] ?? "/usr/lib/busybox";
    await mkdir(join(folder, applets), { recursive: true });
    await mkdir(join(folder, "bin"), { recursive: true });
    for (const path of ["tmp", "run", "etc"]) await mkdir(join(folder, path));
    // The engine gives a tmpfs the mode of the folder below it.
    await chmod(join(folder, "tmp"), 0o1777);
    await cp(busybox, join(folder, applets, "busybox"));
    if (family !== "")
      for (const applet of (await execa(busybox, ["--list"])).stdout.split("\n"))
        if (applet !== "busybox") await symlink("busybox", join(folder, applets, applet));
    if (!(applets === "/bin")) await symlink(join(applets, "busybox"), join(folder, "bin/sh"));
    if (family === "bft-core") await writeStandIn(folder, "nc", "/busybox/nc");
    await importFolder(folder, name);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Paths of the shared libraries and the loader of a program. */
export async function librariesOf(program: string): Promise<string[]> {
  const { stdout } = await execa("ldd", [program]);
  return [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, path = ""]) => path);
}

async function writeStandIn(folder: string, standIn: string, path: string): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await rm(file, { force: true });
  await cp(fileURLToPath(new URL(standIn, import.meta.url)), file);
  await chmod(file, 0o755);
}

async function importFolder(folder: string, name: string): Promise<void> {
  const archive = `${folder}.tar`;
  try {
    await execa("tar", ["-C", folder, "--owner=0", "--group=0", "-cf", archive, "."]);
    await execa("docker", ["import", "--change", "ENV PATH=/usr/bin:/bin", archive, name]);
  } finally {
    await rm(archive, { force: true });
  }
}

/** A folder with node, the embedded services and busybox, for the mount at /double. */
export async function serviceFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "health-service-"));
  await chmod(folder, 0o755);
  await mkdir(join(folder, "lib"));
  for (const library of await librariesOf(process.execPath))
    await cp(await realpath(library), join(folder, "lib", basename(library)));
  await cp(process.execPath, join(folder, "node"));
  await cp(fileURLToPath(new URL("../../../../devnet/dist", import.meta.url)), join(folder, "devnet"), {
    recursive: true,
    filter: (path) => !path.includes(".compile-cache"),
  });
  await cp(await realpath((await execa("sh", ["-c", "command -v busybox"])).stdout), join(folder, "busybox"));
  await writeFile(
    join(folder, "devnet.sh"),
    `exec /double/lib/${(await librariesOf(process.execPath)).map((path) => basename(path)).find((name) => name.startsWith("ld-"))} --library-path /double/lib /double/node /double/devnet/cli.js "$@"\n`,
  );
  return folder;
}
