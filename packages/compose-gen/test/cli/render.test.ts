import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { temporaryFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";

const files = (folder: string) =>
  readdirSync(join(folder, "generated"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, "generated").length + 1))
    .sort();

describe("render", () => {
  test("writes every stack of the default generation to generated/", async () => {
    const folder = temporaryFolder();
    expect(await run(folder, ["render"])).toMatchObject({ code: 0, err: "" });
    expect(files(folder)).toEqual([
      "all.env.example",
      "all.yml",
      "payment.env.example",
      "payment.yml",
      "shop.env.example",
      "shop.yml",
    ]);
  });

  test("writes only what is named, for the generation of an SDK, into its own folder", async () => {
    const folder = temporaryFolder();
    await run(folder, ["render", "shop", "--sdk", "@acme/sdk@2.3.4"]);
    expect(files(folder)).toEqual(["two/shop.env.example", "two/shop.yml"]);
    const { services } = parse(readFileSync(join(folder, "generated/two/shop.yml"), "utf8"));
    expect(services.web.image).toBe("registry.example/acme/shop:2.0.0");
  });

  test("a second run touches nothing", async () => {
    const folder = temporaryFolder();
    await run(folder, ["render"]);
    const before = statSync(join(folder, "generated/shop.yml"), { bigint: true }).ino;
    expect((await run(folder, ["render"])).out).toBe("6 files are up to date\n");
    expect(statSync(join(folder, "generated/shop.yml"), { bigint: true }).ino).toBe(before);
  });

  test("--dry-run writes nothing and says what it would write", async () => {
    const folder = temporaryFolder();
    const { code, out } = await run(folder, ["render", "shop", "--dry-run"]);
    expect([code, out]).toEqual([
      0,
      "would write generated/shop.yml\nwould write generated/shop.env.example\n",
    ]);
    expect(existsSync(join(folder, "generated"))).toBe(false);
  });

  test("--json prints the plan, and writes unless --dry-run is given", async () => {
    const folder = temporaryFolder();
    const dry = JSON.parse((await run(folder, ["render", "shop", "--json", "--dry-run"])).out);
    expect(dry).toMatchObject({
      version: 1,
      written: false,
      files: [{ status: "missing" }, { status: "missing" }],
    });
    expect(dry.plans[0]).toMatchObject({ stack: "shop", generation: "one", path: "shop.yml" });
    expect(existsSync(join(folder, "generated"))).toBe(false);
    expect(JSON.parse((await run(folder, ["render", "shop", "--json"])).out).written).toBe(true);
    expect(files(folder)).toContain("shop.yml");
  });

  test("--stdout prints the Compose file and writes nothing", async () => {
    const folder = temporaryFolder();
    const { out } = await run(folder, ["render", "shop", "--stdout"]);
    expect(Object.keys(parse(out).services)).toEqual(["database", "migrate", "web"]);
    expect(existsSync(join(folder, "generated"))).toBe(false);
  });

  test("--images and IMAGE_REGISTRY replace images, in this run only", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "map.json"), JSON.stringify({ postgres: "double/postgres" }));
    const argv = ["render", "shop", "--stdout"];
    const { out } = await run(folder, [...argv, "--images", "map.json"], {
      IMAGE_REGISTRY: "mirror.example",
    });
    const { services } = parse(out);
    expect(services.database.image).toBe("double/postgres");
    expect(services.web.image).toBe("mirror.example/shop:1.0.0");
    expect((await run(folder, argv)).out).not.toContain("mirror.example");
  });

  test("--engine takes a major version alone", async () => {
    const folder = temporaryFolder();
    const render = (engine: string) => run(folder, ["render", "shop", "--stdout", "--engine", engine]);
    expect(await render("26")).toEqual(await render("26.0"));
    expect((await render("26")).code).toBe(0);
    expect((await render("26x")).err).toContain("[ENGINE_UNSUPPORTED]");
  });

  test("--readme fills the tables between the markers and keeps the rest", async () => {
    const folder = temporaryFolder();
    const readme = join(folder, "README.md");
    writeFileSync(readme, "# Mine\n<!-- compose-gen:endpoints -->\n<!-- /compose-gen:endpoints -->\nend\n");
    await run(folder, ["render", "--readme", "README.md"]);
    const text = readFileSync(readme, "utf8");
    expect(text).toContain("| web | `http://127.0.0.1:8080`");
    expect(text.startsWith("# Mine\n") && text.endsWith("\nend\n")).toBe(true);
    expect((await run(folder, ["render", "--readme", "README.md", "--check"])).code).toBe(0);
  });
});

describe("render --check", () => {
  const rendered = async () => {
    const folder = temporaryFolder();
    await run(folder, ["render", "--all-generations", "--all-profiles"]);
    return folder;
  };
  const check = (folder: string) => run(folder, ["render", "--all-generations", "--all-profiles", "--check"]);

  test("passes after render", async () => {
    expect(await check(await rendered())).toMatchObject({
      code: 0,
      out: "12 files are up to date\n",
      err: "",
    });
  });

  test("names an edited file with the line, a missing one and an extra one, and changes none", async () => {
    const folder = await rendered();
    const shop = join(folder, "generated/shop.yml");
    const edited = readFileSync(shop, "utf8").replace("read_only: true", "read_only: false");
    writeFileSync(shop, edited);
    const line = edited.split("\n").findIndex((text) => text.includes("read_only: false")) + 1;
    const gone = join(folder, "generated/two/all.yml");
    writeFileSync(join(folder, "generated/old.yml"), readFileSync(gone));
    writeFileSync(join(folder, "generated/own.yml"), "services: {}\n");
    const { unlinkSync } = await import("node:fs");
    unlinkSync(gone);
    const { code, err } = await check(folder);
    expect(code).toBe(1);
    expect(err.split("\n").slice(0, 3)).toEqual([
      `stale   generated/shop.yml:${line}`,
      "missing generated/two/all.yml",
      "extra   generated/old.yml",
    ]);
    expect(err).not.toContain("own.yml");
    expect(readFileSync(shop, "utf8")).toBe(edited);
    expect(existsSync(gone)).toBe(false);
  });

  test("--json lists the same", async () => {
    const folder = await rendered();
    writeFileSync(join(folder, "generated/shop.yml"), "");
    const { code, out } = await run(folder, ["render", "--check", "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      version: 1,
      ok: false,
      problems: [{ path: "generated/shop.yml", problem: "stale", line: 1 }],
    });
  });
});
