import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Definitions } from "@unicity-sphere/compose-gen";
import { messageOf, StackError } from "../../../errors.ts";

/** The definitions that compose-gen was built with: every stack, image pin and generation. @throws StackError `NOT_BUILT` */
export function readDefinitions(): Definitions {
  const file = definitionsFile();
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Definitions;
  } catch (error) {
    throw new StackError(
      {
        code: "NOT_BUILT",
        what: "The definitions of the containers are not built.",
        where: file,
        evidence: messageOf(error),
        next: "Run `npm start` in the repository, or `npx turbo run build --filter @unicity-sphere/compose-gen`.",
      },
      undefined,
      { cause: error },
    );
  }
}

/** Beside the library: in `dist` of the package, whether its entry is the source or what was built from it. */
function definitionsFile(): string {
  const entry = dirname(createRequire(import.meta.url).resolve("@unicity-sphere/compose-gen"));
  const built = join(entry, "..", "definitions.json");
  return existsSync(built) ? built : join(entry, "..", "dist", "definitions.json");
}
