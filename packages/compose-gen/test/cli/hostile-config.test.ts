import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { shell } from "../support/source-command.ts";

test.each<[string, string, RegExp]>([
  ["never settles", "await new Promise(() => {});\nexport default {};", /\[ENDED_EARLY\]\n +where: .*c\.mjs/],
  ["throws null", "throw null;", /\[CONFIG_UNREADABLE\]\n +where: +c\.mjs\n +evidence: it throws null\n/],
  ["throws undefined", "throw undefined;", /evidence: it throws undefined\n/],
  [
    "throws what has no text",
    "throw Object.create(null);",
    /evidence: it throws \[Object: null prototype\] \{\}\n/,
  ],
  ["throws a symbol", 'throw Symbol("s");', /evidence: it throws Symbol\(s\)\n/],
  [
    "throws what lies about its text",
    'throw { toString() { throw new Error("no"); }, [Symbol.for("nodejs.util.inspect.custom")]() { throw 1; } };',
    /evidence: it throws \{/,
  ],
  [
    "holds itself",
    "const extensions = {};\nextensions.a = extensions;\nexport default { project: 'a', extensions };",
    /\[DEFINITION_INVALID\]\n +where: +c\.mjs\n +evidence: extensions\.a: holds itself/,
  ],
  [
    "throws while it is read",
    "export default { get project() { throw null; } };",
    /\[UNFORESEEN\]\n.*\n +evidence: null\n/,
  ],
  [
    "fails when nobody looks any more",
    'setTimeout(() => { throw new Error("later"); });\nexport default {};',
    /\[UNFORESEEN\]\n.*\n +evidence: later\n/,
  ],
])("a configuration that %s ends with 3, five parts and no trace", (_what, text, expected) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "c.mjs"), text);
  const { status, stdout, stderr } = shell(folder, "compose-gen render --config c.mjs");
  expect(stderr).toMatch(expected);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect([status, stdout]).toEqual([3, ""]);
  expect(readdirSync(folder)).toEqual(["c.mjs"]);
});

test("a command that comes to its end says how it went", () => {
  expect(shell(temporaryFolder(), "compose-gen --version")).toMatchObject({ status: 0, stderr: "" });
});
