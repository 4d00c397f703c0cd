import { UsageError } from "../errors.ts";

/** The instance that verbs use without `--instance`. */
export const DEFAULT_INSTANCE = "default";

const PATTERN = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** @throws UsageError when the name could not be a folder and project name everywhere */
export function checkInstanceName(name: string): string {
  if (PATTERN.test(name)) return name;
  throw new UsageError(
    `"${name.slice(0, 40)}" cannot be an instance name.`,
    "Use 1 to 32 lower-case letters, digits and hyphens, starting with a letter or digit.",
  );
}
