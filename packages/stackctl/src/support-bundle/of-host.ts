import { statfsSync } from "node:fs";
import { cpus, freemem, release, totalmem, type } from "node:os";
import type { Engine } from "../backend/docker/engine/engine.ts";
import { VERSION } from "../cli/version.ts";

/** Versions and room of this host. The engine is asked only where containers run. */
export async function describeHost(home: string, docker: Engine | undefined): Promise<object> {
  return {
    made: new Date().toISOString(),
    stackctl: VERSION,
    node: process.version,
    system: `${type()} ${release()} ${process.arch}`,
    processors: cpus().length,
    memory: { total: totalmem(), free: freemem() },
    disk: roomOf(home),
    ...(docker && {
      docker: await lines(docker, [
        "version",
        "--format",
        "client {{.Client.Version}}, server {{.Server.Version}}",
      ]),
      compose: await lines(docker, ["compose", "version", "--short"]),
      engine: await lines(docker, [
        "info",
        "--format",
        "{{.OSType}}/{{.Architecture}}, storage {{.Driver}}, cgroup v{{.CgroupVersion}}, {{.NCPU}} CPUs, {{.MemTotal}} bytes",
      ]),
    }),
  };
}

async function lines(docker: Engine, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await docker.result(args, { timeout: 10_000 });
  return (exitCode === 0 ? stdout : stderr).trim();
}

function roomOf(folder: string): object {
  try {
    const { bavail, blocks, bsize, ffree } = statfsSync(folder);
    return { total: blocks * bsize, available: bavail * bsize, freeFiles: ffree };
  } catch {
    return { unknown: "the folder of the instances cannot be looked at" };
  }
}
