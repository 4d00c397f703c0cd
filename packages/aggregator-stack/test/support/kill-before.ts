import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Commands that change files; the script's shell is killed right before one of them. */
const commands = ["ubft", "mv", "cp", "mkdir", "chmod", "rm", "sync"];

/**
 * A folder for the front of the PATH: the n-th command that runs kills the shell that called it (SIGKILL, as a power
 * cut does) instead of doing its work. The commands are counted in `<folder>/count`.
 */
export async function killBefore(folder: string, n: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "step"),
    `#!/bin/sh
count=$(($(cat "${folder}/count" 2>/dev/null || echo 0) + 1))
echo "$count" >"${folder}/count"
[ "$count" -ne ${n} ] || { kill -9 "$PPID"; exit 1; }
name=\${0##*/}
PATH=\${PATH#*"${folder}":}
exec "$name" "$@"
`,
    { mode: 0o755 },
  );
  for (const command of commands) await symlink("step", join(folder, command));
  return folder;
}
