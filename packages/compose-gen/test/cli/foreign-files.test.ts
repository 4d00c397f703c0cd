import { lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";
import { readTree } from "../support/tree.ts";

const mine = "services:\n  mine: {}\n";

test.each(["all.yml", "shop.yml", "shop.env.example"])(
  "render overwrites no %s of somebody else, and then writes nothing at all",
  async (name) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "deploy"));
    writeFileSync(join(folder, "deploy", name), mine);
    const argv = ["render", "--out", "deploy"];
    for (const more of [[], ["--dry-run"], ["--json"]]) {
      const { code, out, err } = await run(folder, [...argv, ...more]);
      expect([code, out]).toEqual([3, ""]);
      expect(err).toContain("[OUTPUT_FOREIGN]");
      expect(err).toMatch(new RegExp(`where: +deploy/${name.replaceAll(".", "\\.")}\\n`));
      expect(err).toContain("--out");
      expect(readTree(join(folder, "deploy"))).toEqual({ [name]: mine });
    }
  },
);

test("render names every file in the way at once", async () => {
  const folder = temporaryFolder();
  for (const name of ["shop.yml", "payment.yml"]) writeFileSync(join(folder, name), mine);
  expect((await run(folder, ["render", "--out", "."])).err).toMatch(/where: +shop\.yml, payment\.yml\n/);
});

test("an empty file, and one that was rendered and edited, are overwritten", async () => {
  const folder = temporaryFolder();
  await run(folder, ["render"]);
  const before = readTree(join(folder, "generated"));
  writeFileSync(join(folder, "generated/shop.yml"), `${before["shop.yml"]}# edited\n`);
  writeFileSync(join(folder, "generated/all.yml"), "\n");
  expect((await run(folder, ["render"])).code).toBe(0);
  expect(readTree(join(folder, "generated"))).toEqual(before);
});

test("a rendered file behind a link is rendered there, and the link stays", async () => {
  const folder = temporaryFolder();
  await run(folder, ["render"]);
  const [link, target] = [join(folder, "generated/shop.yml"), join(folder, "shop.yml")];
  const rendered = readFileSync(link, "utf8");
  writeFileSync(target, `${rendered}# old\n`);
  rmSync(link);
  symlinkSync("../shop.yml", link);
  expect((await run(folder, ["render"])).out).toContain("wrote generated/shop.yml\n");
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(target, "utf8")).toBe(rendered);
});

test.each(["# Mine\n", "<!-- compose-gen:endpoints -->\n", "<!-- /compose-gen:sdk-lines -->\n"])(
  "a README with the text %j is not called up to date",
  async (text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "README.md"), text);
    for (const more of [[], ["--check"]]) {
      const { code, err } = await run(folder, ["render", "--readme", "README.md", ...more]);
      expect(code).toBe(3);
      expect(err).toMatch(/\[MARKER_MISSING\]\n +where: +README\.md\n/);
    }
    expect(readFileSync(join(folder, "README.md"), "utf8")).toBe(text);
  },
);
