import { z } from "zod";
import { shorten } from "../shorten.ts";
import { branchesOf, unwrap } from "./schema-walk.ts";

/** Kind in the terms of zod → in words. */
const kinds: Readonly<Record<string, string>> = {
  string: "text",
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/**
 * What is said about a value of another kind than the schema's: where an object is expected, the object that was
 * probably meant.
 *
 * @param expected kinds in the terms of zod, any of which would do
 */
export function wrongKind(
  schema: z.ZodType | undefined,
  expected: readonly string[],
  received: unknown,
): string {
  const shape = schema && shapeFor(schema, received);
  const advice = shape === undefined ? "" : `: write ${shape}`;
  if (received === undefined) return `is missing${advice}`;
  const words = [...new Set(expected.map((kind) => kinds[kind] ?? kind))];
  return `must be ${words.join(" or ")}, is ${shown(received)}${advice}`;
}

/** `{ secret: "database-password" }`: the required keys, with the received value where one of them accepts it. */
function shapeFor(schema: z.ZodType, received: unknown): string | undefined {
  const shapes = [schema, ...branchesOf(schema)].flatMap((branch) => {
    const inner = unwrap(branch);
    return inner instanceof z.ZodObject ? [shapeOfObject(inner, received)] : [];
  });
  return (shapes.find(({ placed }) => placed) ?? shapes[0])?.text;
}

function shapeOfObject(schema: z.ZodObject, received: unknown): { text: string; placed: boolean } {
  let placed = false;
  const members = Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([key, member]) => {
    if (member.safeParse(undefined).success) return [];
    const inner = unwrap(member);
    if (inner instanceof z.ZodLiteral) return [`${key}: ${JSON.stringify([...inner.values][0])}`];
    if (placed || received === undefined || !member.safeParse(received).success) return [`${key}: …`];
    placed = true;
    return [`${key}: ${shorten(JSON.stringify(received))}`];
  });
  return { text: members.length > 0 ? `{ ${members.join(", ")} }` : "{ … }", placed };
}

/** A value as a message can hold it. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "function") return "a function";
  return shorten(typeof value === "string" ? JSON.stringify(value) : String(value));
}
