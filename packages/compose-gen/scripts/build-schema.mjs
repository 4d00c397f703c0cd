// Writes the JSON Schema (draft 2020-12) of a configuration, described by the model's docstrings: `dist/schema.json`.
import { readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { docsOf, readConstantDocs, readModelDocs } from "./model-docs.mjs";

const model = new URL("../src/model/", import.meta.url);
const literals = readModelDocs(fileURLToPath(model));

/** Exported parts of the model by their names, which become those of the schema's definitions. */
const names = z.registry();
for (const file of readdirSync(model).sort())
  for (const [name, part] of Object.entries(await import(new URL(file, model).href)))
    if (part instanceof z.ZodType && name !== "config" && !names.has(part)) names.add(part, { id: name });

const { config } = await import(new URL("config.ts", model).href);
const schema = describe(z.toJSONSchema(config, { io: "input", metadata: names, override: addAlternatives }));
for (const [name, comment] of readConstantDocs(fileURLToPath(model)))
  if (schema.$defs[name]) schema.$defs[name].description ??= comment;
writeFileSync(new URL("../dist/schema.json", import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);

/** Which keys exclude each other is said beside the model, since zod has no word for it. */
function addAlternatives({ zodSchema, jsonSchema }) {
  const { oneOf } = z.globalRegistry.get(zodSchema) ?? {};
  if (oneOf) jsonSchema.oneOf = oneOf;
}

/** A copy in which each object and each of its members says what the model says about it. */
function describe(node) {
  if (Array.isArray(node)) return node.map(describe);
  if (typeof node !== "object" || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, describe(value)]));
  if (copy.type !== "object" || copy.properties === undefined) return copy;
  const { title, docs } = docsOf(literals, Object.keys(copy.properties));
  for (const [key, description] of docs) copy.properties[key].description = description;
  return title === undefined ? copy : { description: title, ...copy };
}
