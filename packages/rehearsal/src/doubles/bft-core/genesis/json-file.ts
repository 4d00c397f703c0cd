import { readFileSync, writeFileSync } from "node:fs";
import { UbftError } from "../ubft-error.ts";

/** Writes JSON as `ubft` does: two spaces, one space after a colon, in place. */
export function writeJson(file: string, value: unknown): void {
  writeFileSync(file, JSON.stringify(value, null, 2));
}

/** @throws UbftError when there is no such file, or it is no JSON */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UbftError(`failed to read '${file}': ${error instanceof Error ? error.message : error}`);
  }
}
