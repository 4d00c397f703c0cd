import { readFileSync } from "node:fs";

const scripts = new URL("../scripts/", import.meta.url);

/** Parts under scripts/lib that a script can be prefixed with. */
export type ScriptPart = "fail" | "files" | "pace";

/**
 * Text of a script of this package, prefixed with the shared parts that it uses. It goes into the compose file as an
 * argument of `sh -c`: Compose cannot copy inline files into a container with a read-only root file system.
 *
 * @throws Error when the file does not exist
 */
export function script(name: string, parts: readonly ScriptPart[] = []): string {
  const files = [...parts.map((part) => `lib/${part}.sh`), name];
  return files.map((file) => readFileSync(new URL(file, scripts), "utf8")).join("\n");
}

/**
 * An entrypoint that runs a script of this package; further elements are the script's arguments.
 *
 * @param shell path of the shell inside the image, default `/bin/sh`
 */
export function runScript(
  name: string,
  {
    shell = "/bin/sh",
    parts = [],
    args = [],
  }: { shell?: string; parts?: readonly ScriptPart[]; args?: string[] } = {},
): string[] {
  return [shell, "-c", script(`${name}.sh`, parts), name, ...args];
}
