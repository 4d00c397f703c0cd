import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { packForStranger, repository, runProgram, type Stranger, waiveDigests } from "../support/packed.ts";

const TIMEOUT = 180_000;
const compiler = join(repository, "node_modules/typescript/bin/tsc");
let stranger: Stranger;

beforeAll(async () => {
  stranger = await packForStranger();
  await stranger.install();
}, TIMEOUT);
afterAll(() => stranger.remove());

/** A folder beside the installed package, from which Node.js finds it. */
function subfolder(name: string): string {
  const folder = join(stranger.folder, name);
  mkdirSync(folder);
  return folder;
}

/** The installed command, run by this test's Node.js unless another one is given. */
function composeGen(folder: string, args: string[], node = [process.execPath]) {
  const [program = "", ...flags] = node;
  const bin = join(stranger.folder, "node_modules/@unicity-sphere/compose-gen/bin/compose-gen.js");
  return runProgram(folder, program, [...flags, bin, ...args]);
}

const read = (...path: string[]) => readFileSync(join(...path), "utf8");

test("the declarations say what each field means", () => {
  const declarations = read(
    stranger.folder,
    "node_modules/@unicity-sphere/compose-gen/dist/lib/model/service.d.ts",
  );
  expect(declarations).toMatch(/\/\*\* Key of `images\.json`.*\*\/\n\s+image: z\.ZodString/);
});

describe("a new configuration", () => {
  test("is made by init, type-checks and renders with the installed package's scripts", async () => {
    const folder = subfolder("first");
    const started = await composeGen(folder, ["init"]);
    expect(started).toMatchObject({ code: 0, err: "" });
    await stranger.install(folder, true);
    waiveDigests(folder);

    const checked = await runProgram(folder, process.execPath, [compiler, "-p", "."]);
    expect(checked).toMatchObject({ code: 0, out: "" });
    const rendered = await runProgram(folder, "npm", ["run", "render"], { PATH: process.env.PATH ?? "" });
    expect(rendered).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, "generated")).sort()).toEqual(["app.env.example", "app.yml"]);
    const again = await runProgram(folder, "npm", ["run", "check"], { PATH: process.env.PATH ?? "" });
    expect(again.code).toBe(0);
  }, 180_000);

  test(
    "is refused by the compiler where a field does not exist",
    async () => {
      const folder = subfolder("mistaken");
      await composeGen(folder, ["init"]);
      const config = read(folder, "compose-gen.config.ts").replace("endpoints:", "endpoint:");
      writeFileSync(join(folder, "compose-gen.config.ts"), config);
      const { code, out } = await runProgram(folder, process.execPath, [compiler, "-p", "."]);
      expect(code).not.toBe(0);
      expect(out).toContain("endpoints");
    },
    TIMEOUT,
  );

  test(
    "renders the same in JavaScript, by the machine's own Node.js",
    async () => {
      const typescript = subfolder("same");
      await composeGen(typescript, ["init"]);
      waiveDigests(typescript);
      await composeGen(typescript, ["render", "--config", "compose-gen.config.ts"]);
      const javascript = join(subfolder("js"), "same");
      await composeGen(stranger.folder, ["init", "--js", javascript], ["node"]);
      waiveDigests(javascript);
      const { code } = await composeGen(
        javascript,
        ["render", "--config", "compose-gen.config.mjs"],
        ["node"],
      );
      expect(code).toBe(0);
      expect(read(javascript, "generated/app.yml")).toBe(read(typescript, "generated/app.yml"));
    },
    TIMEOUT,
  );

  test(
    "in TypeScript names the way out where Node.js loads none",
    async () => {
      const folder = subfolder("old");
      await composeGen(folder, ["init"]);
      const old = [process.execPath, "--no-experimental-strip-types"];
      const { code, err } = await composeGen(folder, ["list", "--config", "compose-gen.config.ts"], old);
      expect(code).toBe(3);
      expect(err).toContain(`Node.js (${process.versions.node}) loads no TypeScript`);
      expect(err).toContain("compose-gen init --js");
    },
    TIMEOUT,
  );

  test(
    "can be JSON that names its schema",
    async () => {
      const folder = subfolder("json");
      const configuration = {
        $schema: "../node_modules/@unicity-sphere/compose-gen/dist/schema.json",
        project: "json",
        images: {
          cache: {
            repository: "docker.io/library/redis",
            tag: "8.0.2",
            user: "999:1000",
            tools: ["redis-cli"],
          },
        },
        stacks: [
          {
            name: "cache",
            description: "A cache",
            services: [
              {
                kind: "service",
                name: "cache",
                runtime: { kind: "container", image: "cache" },
                health: { command: ["redis-cli", "ping"] },
              },
            ],
          },
        ],
      };
      writeFileSync(join(folder, "images.json"), JSON.stringify(configuration.images));
      waiveDigests(folder);
      const lock = JSON.parse(read(folder, "images.lock.json"));
      writeFileSync(join(folder, "compose-gen.config.json"), JSON.stringify({ ...configuration, lock }));
      const { out, err } = await composeGen(folder, ["list", "--config", "compose-gen.config.json"]);
      expect(err).toBe("");
      expect(out).toContain("docker.io/library/redis:8.0.2");
      const schema = await composeGen(folder, ["schema"]);
      expect(schema.out).toBe(read(folder, configuration.$schema));
    },
    TIMEOUT,
  );
});

describe("the example of another system", () => {
  const example = join(repository, "examples/other-stack");

  test(
    "renders what is committed, from outside the workspace",
    async () => {
      const folder = subfolder("other-stack");
      for (const name of readdirSync(example))
        if (name !== "generated" && name !== "node_modules") cpSync(join(example, name), join(folder, name));
      const checked = await runProgram(folder, process.execPath, [compiler, "-p", "."]);
      expect(checked).toMatchObject({ code: 0, out: "" });
      const rendered = await composeGen(folder, ["render", "--config", "compose-gen.config.ts"]);
      expect(rendered).toMatchObject({ code: 0, err: "" });
      const linted = await composeGen(folder, ["lint", "--config", "compose-gen.config.ts"]);
      expect(linted).toMatchObject({ code: 0, out: expect.stringContaining("0 errors, 0 warnings") });
      for (const name of ["shop.yml", "shop.env.example"])
        await expect(read(folder, "generated", name)).toMatchFileSnapshot(join(example, "generated", name));
    },
    TIMEOUT,
  );

  test.each(["other-stack", "later-systems"])("%s asks for the version of this package", (name) => {
    const { devDependencies } = JSON.parse(read(repository, "examples", name, "package.json"));
    expect(devDependencies).toEqual({ [manifest.name]: manifest.version });
  });
});
