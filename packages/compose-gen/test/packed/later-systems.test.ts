import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packForStranger, repository, runProgram, type Stranger } from "../support/packed.ts";

const TIMEOUT = 180_000;
let stranger: Stranger;
let folder: string;

beforeAll(async () => {
  stranger = await packForStranger();
  await stranger.install();
  folder = join(stranger.folder, "later-systems");
  cpSync(join(repository, "examples/later-systems"), folder, { recursive: true });
}, TIMEOUT);
afterAll(() => stranger.remove());

const node = (...args: string[]) => runProgram(folder, process.execPath, args);
const render = (system: string) => {
  const bin = join(stranger.folder, "node_modules/@unicity-sphere/compose-gen/bin/compose-gen.js");
  return node(bin, "render", "--dry-run", "--json", "--config", `${system}/compose-gen.config.ts`);
};

describe("the systems that the model shall grow into", () => {
  test(
    "type-check",
    async () => {
      const compiler = join(repository, "node_modules/typescript/bin/tsc");
      expect(await node(compiler, "-p", ".")).toMatchObject({ code: 0, out: "" });
    },
    TIMEOUT,
  );

  test.each([
    ["two-host-oracle", 4],
    ["nine-container-registry", 9],
    ["four-site-blockchain", 8],
  ])("%s is a valid definition of %i services", async (system, count) => {
    const { out, err } = await node(
      "--input-type=module",
      "--eval",
      `const { default: config } = await import("./${system}/compose-gen.config.ts");
      console.log(config.stacks.default[0].services.length);`,
    );
    expect(err).toBe("");
    expect(Number(out)).toBe(count);
  });

  test("the nine containers on one host render without a finding", async () => {
    const { out, err } = await render("nine-container-registry");
    expect(err).toBe("");
    expect(Object.keys(JSON.parse(out).plans[0].compose.services)).toHaveLength(9);
  });

  test.each(["two-host-oracle", "four-site-blockchain"])(
    "%s waits for hosts to be rendered",
    async (system) => {
      const { code, err } = await render(system);
      expect(code).toBe(3);
      expect(err).toContain("HOSTS_NOT_RENDERED");
    },
  );
});
