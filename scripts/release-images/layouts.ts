import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "rehearsal";
import { buildLayout } from "release";
import type { BuildToRelease } from "./images.ts";

/** Where the OCI layouts of a release are, and how those that are missing are made. */
export interface Layouts {
  /** Folder of an image's layout, built unless it is there. */
  of(image: BuildToRelease): Promise<string>;
  /** Removes what was built for this release alone. */
  clean(): void;
}

/**
 * Layouts in a given folder, which stay, or in one by what they are made from: after a crash a finished build is found again.
 *
 * @param committedAt seconds since 1970
 */
export function layoutsIn(checkout: string, given: string | undefined, committedAt: number): Layouts {
  const cache = join(checkout, "node_modules/.cache/release/layouts");
  const folderOf = ({ name, inputs }: BuildToRelease) =>
    given === undefined ? join(cache, inputs.slice(-16), name) : join(given, name);
  return {
    of: async (image) => {
      const folder = folderOf(image);
      if (existsSync(folder)) return folder;
      const { build, platforms, inputs } = image;
      return buildLayout({ build, platforms, inputs, folder, committedAt }, runCommand);
    },
    clean: () => {
      if (given === undefined) rmSync(cache, { recursive: true, force: true });
    },
  };
}
