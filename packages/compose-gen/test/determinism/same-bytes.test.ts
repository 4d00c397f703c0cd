import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { shuffled } from "../support/shuffled.ts";
import { readTree } from "../support/tree.ts";

const dist = join(import.meta.dirname, "../../dist");
const everything = ["--all-generations", "--all-profiles"];

/** A copy of the built command that every user of the machine can read. */
let app: string;
let usual: Record<string, string>;

interface Circumstances {
  /** Program and arguments before `cli.js`. */
  command?: string[];
  env?: Record<string, string>;
  folder?: string;
  args?: string[];
}

/** Path → content of everything that the built command renders in these circumstances. */
function rendered({ command = [process.execPath], env = {}, folder, args = everything }: Circumstances) {
  const out = folder ?? temporaryFolder();
  chmodSync(out, 0o777);
  const [program = "", ...before] = command;
  const { status, stderr } = spawnSync(
    program,
    [...before, join(app, "cli.js"), "render", ...args, "--out", out],
    {
      encoding: "utf8",
      cwd: out,
      env: { PATH: process.env.PATH ?? "", ...env },
      timeout: 100_000,
    },
  );
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return readTree(out);
}

beforeAll(() => {
  app = mkdtempSync(join(tmpdir(), "compose-gen-app-"));
  cpSync(dist, app, { recursive: true, filter: (path) => !path.includes(".compile-cache") });
  chmodSync(app, 0o755);
  const out = mkdtempSync(join(tmpdir(), "compose-gen-usual-"));
  usual = rendered({ folder: out });
  rmSync(out, { recursive: true });
});
afterAll(() => rmSync(app, { recursive: true, force: true }));

const root = process.getuid?.() === 0;
const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", process.execPath];
const oldNode = "/usr/bin/node";
const older = spawnSync(oldNode, ["--version"], { encoding: "utf8" }).stdout?.startsWith("v20.");

describe("the same bytes come out", () => {
  test("again", () => {
    expect(Object.keys(usual).length).toBeGreaterThan(0);
    expect(rendered({})).toEqual(usual);
  });

  test("in a folder with another name and depth", () => {
    const folder = join(temporaryFolder(), "a b", "ü$x", "…");
    mkdirSync(folder, { recursive: true });
    expect(rendered({ folder })).toEqual(usual);
  });

  test.each(["C", "C.UTF-8", "tr_TR.UTF-8", "de_DE.ISO-8859-1", "ar_EG.UTF-8"])(
    "in the locale %s",
    (locale) => {
      expect(rendered({ env: { LANG: locale, LC_ALL: locale, LANGUAGE: locale } })).toEqual(usual);
    },
  );

  test.each(["UTC", "Pacific/Kiritimati", "America/St_Johns"])("in the time zone %s", (TZ) => {
    expect(rendered({ env: { TZ } })).toEqual(usual);
  });

  test.each(["000", "077"])("with the umask %s", (mask) => {
    const command = ["sh", "-c", `umask ${mask}; exec "$0" "$@"`, process.execPath];
    expect(rendered({ command })).toEqual(usual);
  });

  test("in an environment with other names and sizes of things", () => {
    const env = {
      HOME: "/nowhere",
      USER: "x",
      HOSTNAME: "other",
      COLUMNS: "20",
      CI: "1",
      NODE_ENV: "production",
    };
    expect(rendered({ env })).toEqual(usual);
  });

  test.skipIf(!root)("for a user without rights (skipped: needs root to become one)", () => {
    expect(rendered({ command: nobody })).toEqual(usual);
  });

  test.skipIf(!older)("with Node.js 20 (skipped: /usr/bin/node is no Node.js 20)", () => {
    expect(rendered({ command: [oldNode] })).toEqual(usual);
  });

  test("from definitions whose records and services are written in another order", () => {
    const definitions = JSON.parse(readFileSync(join(dist, "definitions.json"), "utf8"));
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        writeFileSync(join(app, "definitions.json"), JSON.stringify(shuffled(definitions, seed)));
        expect(rendered({})).toEqual(usual);
      }),
      { numRuns: 5 },
    );
  });
});
