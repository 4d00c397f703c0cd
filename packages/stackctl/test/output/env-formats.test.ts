import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { expect, test } from "vitest";
import { formatEnvironment } from "../../src/output/env-formats.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const plain = { SPHERE_NOSTR_RELAYS: "ws://127.0.0.1:7777", EMPTY: "" };
const hostile = {
  SPACES: "/home/my user/state folder",
  QUOTES: `it's "quoted"`,
  DOLLAR: "$HOME `id` $(id) $" + "{X}",
  HASH: "a # b",
  EQUALS: "a=b=c",
  NEWLINE: "first\nsecond",
  BACKSLASH: "a\\nb\\",
  UNICODE: "Größe ✔",
};

/** Reads variables back with bash: names and values, separated by NUL. */
function readWithBash(script: string, names: string[]): Record<string, string> {
  const file = join(temporaryFolder(), "env.sh");
  writeFileSync(file, script);
  const print = `set -euo pipefail; . "$1"; shift; for name in "$@"; do printf '%s\\0' "\${!name}"; done`;
  const output = execFileSync("bash", ["--noprofile", "--norc", "-c", print, "bash", file, ...names], {
    encoding: "utf8",
  });
  return Object.fromEntries(names.map((name, index) => [name, output.split("\0")[index] ?? ""]));
}

/** Reads `$GITHUB_ENV` as the runner does: `NAME=value`, or a block between delimiters. */
function readGithub(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  const lines = text.split("\n").slice(0, -1);
  while (lines.length > 0) {
    const line = lines.shift() ?? "";
    const block = /^([^=]+?)<<(.+)$/.exec(line);
    if (!block) {
      found[line.slice(0, line.indexOf("="))] = line.slice(line.indexOf("=") + 1);
      continue;
    }
    const end = lines.indexOf(block[2] ?? "");
    found[block[1] ?? ""] = lines.splice(0, end).join("\n");
    lines.shift();
  }
  return found;
}

test("bash reads every value back from the shell format", () => {
  const variables = { ...plain, ...hostile };
  const script = formatEnvironment(variables, "shell");
  expect(readWithBash(script, Object.keys(variables))).toEqual(variables);
});

test("a dotenv reader reads every value back", () => {
  const variables = { ...plain, ...hostile };
  expect(parseEnv(formatEnvironment(variables, "dotenv"))).toEqual(variables);
});

test("the GitHub runner reads every value back, also one that holds the delimiter", () => {
  const variables = { ...plain, ...hostile, DELIMITER: "a\nEND\nEND_\nb" };
  expect(readGithub(formatEnvironment(variables, "github"))).toEqual(variables);
});

test("the JSON format is one object", () => {
  expect(JSON.parse(formatEnvironment({ ...plain, ...hostile }, "json"))).toEqual({ ...plain, ...hostile });
});
