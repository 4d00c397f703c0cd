import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { shopConfig } from "../fixtures/shop.ts";

const command = join(import.meta.dirname, "../../dist/cli.js");
const schema = JSON.parse(execFileSync(process.execPath, [command, "schema"], { encoding: "utf8" }));
const validate = new Ajv2020({ allErrors: true, strictTypes: false, validateFormats: false }).compile(schema);

/** The example configuration as its author could write it in a JSON file. */
function asJson() {
  return JSON.parse(JSON.stringify({ $schema: "./schema.json", ...shopConfig() }));
}

/** Where in the configuration the schema finds fault, and which keys it does not know. */
function faults(configuration: unknown) {
  validate(configuration);
  return (validate.errors ?? []).map(({ instancePath, params }) => ({
    path: instancePath,
    unknown: params.additionalProperty as string | undefined,
  }));
}

test("accepts the example configuration written as JSON", () => {
  expect(faults(asJson())).toEqual([]);
});

test("is a draft 2020-12 schema", () => {
  expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
});

test.each([
  ["", (config: ReturnType<typeof asJson>) => config],
  ["/images/shop", (config) => config.images.shop],
  ["/profiles/0", (config) => config.profiles[0]],
  ["/stacks/one/0", (config) => config.stacks.one[0]],
  ["/stacks/one/0/services/0", (config) => config.stacks.one[0].services[0]],
  ["/stacks/one/0/services/0/runtime", (config) => config.stacks.one[0].services[0].runtime],
  ["/stacks/one/0/volumes/orders", (config) => config.stacks.one[0].volumes.orders],
])("refuses an unknown key at %j", (path, at) => {
  const config = asJson();
  at(config).unknownKey = true;
  expect(faults(config)).toContainEqual({ path, unknown: "unknownKey" });
});

test("refuses a value of the wrong kind and a missing one", () => {
  const config = asJson();
  delete config.project;
  config.stacks.one[0].services[0].limits.pids = "many";
  const paths = faults(config).map(({ path }) => path);
  expect(paths).toContain("");
  expect(paths).toContain("/stacks/one/0/services/0/limits/pids");
});

test("asks for either a tag or one to follow", () => {
  const config = asJson();
  const { tag: _tag, ...image } = config.images.shop;
  config.images.shop = { ...image, follows: "latest" };
  expect(faults(config)).toEqual([]);
  config.images.shop = { ...image, tag: "1.0.0", follows: "latest" };
  expect(faults(config).map(({ path }) => path)).toContain("/images/shop");
  config.images.shop = image;
  expect(faults(config).map(({ path }) => path)).toContain("/images/shop");
});

test("every kind of object and its members say what the model says", () => {
  const { volume, containerRuntime } = schema.$defs;
  expect(volume.description).toBe("A named volume.");
  expect(volume.properties.stateSet.description).toBe("State set whose volumes are only valid together.");
  expect(containerRuntime.properties.image.description).toContain("Key of `images.json`");
  const silent = Object.entries<{ type?: string; description?: string }>(schema.$defs)
    .filter(([, { type, description }]) => type === "object" && description === undefined)
    .map(([name]) => name);
  expect(silent).toEqual([]);
});
