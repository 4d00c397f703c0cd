import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { isAbsolute } from "node:path";
import type { Stack } from "@unicity-sphere/compose-gen";
import { StackError } from "../../../errors.ts";
import { makeFolder, writeFileAtomic } from "../../../instance/atomic-file.ts";
import type { InstancePaths } from "../../../instance/folders.ts";
import type { StackDefinition } from "../../../stack/definition.ts";

/** A secret whose file a variable names. */
interface NamedSecret {
  name: string;
  variable: string;
  purpose: string;
  format: string;
  /** What the file of the stack reads without the variable. */
  fallback: string | undefined;
}

/**
 * Variable of a file → path of a secret on this host: what the reader gives, else a file of the instance. Where the
 * stack has an absolute path of its own, such as `/dev/null` for a secret that it can do without, that one stays.
 */
export function secretVariables(
  paths: InstancePaths,
  parts: readonly Stack[],
  given: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const entries = secretsOf(parts).map(({ name, variable, fallback }) => {
    const own = fallback && isAbsolute(fallback) ? fallback : paths.file(`secrets/${name}`);
    return [variable, given[variable] ?? own] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * Makes secrets that are missing, mode 0600, where the stack knows how.
 *
 * @throws StackError `SECRET_MISSING`
 */
export function ensureSecrets(
  { paths, stack }: { paths: InstancePaths; stack: StackDefinition },
  parts: readonly Stack[],
  variables: Readonly<Record<string, string>>,
): void {
  for (const secret of secretsOf(parts)) {
    const file = variables[secret.variable] ?? "";
    if (existsSync(file)) continue;
    const make = stack.secrets?.[secret.name];
    if (!make || file !== paths.file(`secrets/${secret.name}`)) throw secretMissing(secret, file);
    makeFolder(paths.file("secrets"), 0o700);
    writeFileAtomic(file, make(), { mode: 0o600 });
  }
}

/** Secret → SHA-256 of its file, of those that are there. */
export function secretDigests(
  parts: readonly Stack[],
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  const entries = secretsOf(parts).flatMap(({ name, variable }) => {
    const content = readOrUndefined(variables[variable] ?? "");
    return content === undefined ? [] : [[name, createHash("sha256").update(content).digest("hex")] as const];
  });
  return Object.fromEntries(entries);
}

/** The files of the secrets that are there, and the variables that name them. */
export function secretFiles(
  parts: readonly Stack[],
  variables: Readonly<Record<string, string>>,
): { name: string; file: string; variable: string }[] {
  return secretsOf(parts).flatMap(({ name, variable }) => {
    const file = variables[variable] ?? "";
    return readOrUndefined(file) === undefined ? [] : [{ name, file, variable }];
  });
}

/** `/dev/null` stands for a secret that the stack can do without. */
function readOrUndefined(file: string): Buffer | undefined {
  const regular = statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  return regular ? readFileSync(file) : undefined;
}

function secretsOf(parts: readonly Stack[]): NamedSecret[] {
  return parts.flatMap(({ secrets, parameters }) =>
    Object.entries(secrets).flatMap(([name, { file, purpose, format }]) => {
      if (typeof file !== "object" || !("variable" in file)) return [];
      const { variable } = file;
      return [{ name, variable, purpose, format, fallback: parameters[variable]?.default }];
    }),
  );
}

function secretMissing({ name, purpose, format }: NamedSecret, file: string): StackError {
  return new StackError({
    code: "SECRET_MISSING",
    what: `The secret "${name}" is missing: ${purpose}.`,
    where: file,
    next: `Write it there, mode 0600: ${format}.`,
  });
}
