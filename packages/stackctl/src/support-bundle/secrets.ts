import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { InstancePaths } from "../instance/folders.ts";
import type { KnownSecret } from "./redact.ts";
import { isSecretName, isShown, passwordIn } from "./variables.ts";

/** A secret file is not larger, bytes. */
const LIMIT = 64 * 1024;
/** Neither secret nor small: what they hold is looked at as text. */
const LEFT_OUT = new Set(["snapshots", "backups", "logs", "restore", "docker", "overrides"]);
/** Names in a JSON file whose strings are secret. */
const SECRET_KEY = /key|secret|mnemonic|seed|priv|pass|token/i;

/**
 * What files hold that only their owner may read: all secrets of an instance, the keys in its data, and what all instances
 * share, such as the key of backups. @param home folder of all instances
 */
export function secretsOfInstance(paths: InstancePaths, home: string): KnownSecret[] {
  const files = [...privateFiles(paths.root, 4), ...privateFiles(home, 0)];
  return files.flatMap((file) => secretsInFile(file));
}

/** @param depth how many folders deeper */
function privateFiles(folder: string, depth: number): string[] {
  let entries: ReturnType<typeof readFolder>;
  try {
    entries = readFolder(folder);
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return depth === 0 || LEFT_OUT.has(entry.name) ? [] : privateFiles(path, depth - 1);
    const stat = statSync(path, { throwIfNoEntry: false });
    const own = stat?.isFile() && stat.size <= LIMIT && (stat.mode & 0o077) === 0;
    return own || (stat?.isFile() && basename(folder) === "secrets") ? [path] : [];
  });
}

const readFolder = (folder: string) => readdirSync(folder, { withFileTypes: true });

/** The secrets in one file; none in one that cannot be read. */
export function secretsInFile(file: string): KnownSecret[] {
  try {
    if (statSync(file).size > LIMIT) return [];
    return secretsInText(basename(file), readFileSync(file, "utf8"));
  } catch {
    return [];
  }
}

/** @param name of the file that has this content */
export function secretsInText(name: string, text: string): KnownSecret[] {
  const json = parse(text);
  if (typeof json === "object" && json !== null)
    return stringsBelow(json, false).map((value) => ({ name, value }));
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#") && !line.startsWith("-----"));
  const words = lines.join(" ").split(/\s+/);
  // A phrase may be broken into lines; its words alone are ordinary ones.
  const phrase = words.length >= 12 && words.every((word) => /^[a-z]+$/.test(word));
  return (phrase ? [words.join(" ")] : lines).map((value) => ({ name, value }));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function stringsBelow(value: unknown, secret: boolean): string[] {
  if (typeof value === "string") return secret && value.length >= 8 ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    stringsBelow(child, (secret || SECRET_KEY.test(key)) && !/pub|id$|hash/i.test(key)),
  );
}

/** Secrets among variables: values whose name says so, the files that such names lead to, passwords in addresses. */
export function secretsOfVariables(variables: Readonly<Record<string, string | undefined>>): KnownSecret[] {
  return Object.entries(variables).flatMap(([name, value = ""]) => {
    if (name.endsWith("_FILE"))
      return isSecretName(name.slice(0, -"_FILE".length)) ? secretsInFile(value) : [];
    if (/^(?:true|false|none|null|\d{0,5})$/.test(value)) return [];
    if (isSecretName(name)) return [{ name, value }];
    const password = passwordIn(value);
    return password === undefined ? [] : [{ name, value: password }];
  });
}

/** A value that looks random, of a container's variable whose name tells nothing. */
export function randomValue(name: string, value: string): KnownSecret[] {
  const random = value.length >= 16 && /\d/.test(value) && /[a-z]/i.test(value) && !/[/:. @]/.test(value);
  return random && !isShown(name) ? [{ name, value }] : [];
}
