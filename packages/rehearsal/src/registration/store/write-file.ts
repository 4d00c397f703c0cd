import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Replaces a file in one step: a reader sees the old text or the new one. */
export async function writeFileAtomic(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.new`;
  await writeFile(draft, text);
  await rename(draft, file);
}

/** `undefined` when the file is missing; any other error is thrown. */
export const unlessMissing = unless("ENOENT");

/** `undefined` when the file is there already; any other error is thrown. */
export const unlessPresent = unless("EEXIST");

function unless(code: string): (error: unknown) => undefined {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code !== code) throw error;
    return undefined;
  };
}
