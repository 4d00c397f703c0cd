import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { temporaryName } from "../../src/output/temporary-name.ts";
import { everything, runBuilt } from "../support/built-command.ts";
import { temporaryFolder } from "../support/folder.ts";
import { readTree } from "../support/tree.ts";

const hook = join(import.meta.dirname, "../support/kill-hook.cjs");
const isTemporary = (path: string) => path.endsWith(".tmp");

test("a render that is killed at any change of a file leaves each file whole, and --check names what is not new", () => {
  const reference = temporaryFolder();
  runBuilt(["render", "relay", "--out", reference]);
  const fresh = readTree(reference);
  let killed = 0;
  for (let at = 1; ; at++) {
    const folder = temporaryFolder();
    const old: Record<string, string> = {};
    for (const [path, content] of Object.entries(fresh)) {
      old[path] = content.replace("compose-gen", "compose-gen of yesterday");
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), old[path] ?? "");
    }
    const render = runBuilt(["render", "relay", "--out", folder], {
      before: ["--require", hook],
      env: { KILL_AT: String(at) },
    });
    if (render.status === 0) break;
    expect(render.signal).toBe("SIGKILL");
    killed++;

    const stale: string[] = [];
    for (const [path, content] of Object.entries(readTree(folder))) {
      if (isTemporary(path)) continue;
      expect([old[path], fresh[path]], `${path}, killed at change ${at}`).toContain(content);
      if (content !== fresh[path]) stale.push(path);
    }
    const check = runBuilt(["render", "relay", "--check", "--out", folder]);
    expect(check.status).toBe(stale.length === 0 ? 0 : 1);
    for (const path of stale) expect(check.stderr).toContain(join(folder, path));

    expect(runBuilt(["render", "relay", "--out", folder]).status).toBe(0);
    expect(readTree(folder), `killed at change ${at}`).toEqual(fresh);
  }
  expect(killed).toBeGreaterThanOrEqual(2 * Object.keys(fresh).length);
});

test("what a killed render leaves beside a file is named by --check, and removed by the next render", () => {
  const folder = temporaryFolder();
  runBuilt(["render", ...everything, "--out", folder]);
  rmSync(join(folder, "relay.yml"));
  runBuilt(["render", ...everything, "--out", folder], {
    before: ["--require", hook],
    env: { KILL_AT: "2" },
  });
  const [left = "nothing"] = Object.keys(readTree(folder)).filter(isTemporary);
  const check = () => runBuilt(["render", ...everything, "--check", "--out", folder]);
  expect(check()).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(`extra   ${join(folder, left)}`),
  });
  runBuilt(["render", ...everything, "--out", folder]);
  expect(check().status).toBe(0);
});

test("what a render that goes on, or one elsewhere, has beside a file stays", () => {
  const folder = temporaryFolder();
  runBuilt(["render", "relay", "--out", folder]);
  const place = join(folder, "relay.yml");
  const mine = temporaryName(place);
  const elsewhere = mine.replace(/\.[0-9a-f]{8}-\d+-/, ".00000000-2147483647-");
  for (const path of [mine, elsewhere]) writeFileSync(path, "");
  runBuilt(["render", "relay", "--out", folder]);
  expect([mine, elsewhere].map((path) => existsSync(path))).toEqual([true, true]);
});
