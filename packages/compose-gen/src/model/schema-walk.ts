import { z } from "zod";

/** The schema inside optional, nullable, default and pipe wrappers. */
export function unwrap(schema: z.ZodType): z.ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  )
    return unwrap(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodPipe) return unwrap(schema.in as z.ZodType);
  return schema;
}

/** The alternatives of a union; none for any other schema. */
export function branchesOf(schema: z.ZodType): z.ZodType[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodUnion) return [...inner.options] as z.ZodType[];
  return [];
}

/** The keys that an object schema knows; of a union those of the alternative that `value` belongs to, else of all. */
export function keysOf(schema: z.ZodType | undefined, value: unknown): string[] {
  if (!schema) return [];
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return Object.keys(inner.shape);
  const branches = matching(inner, value);
  return [...new Set(branches.flatMap((branch) => keysOf(branch, value)))];
}

/** The schema of the member `step` of a value. */
export function childOf(schema: z.ZodType, step: PropertyKey, value: unknown): z.ZodType | undefined {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return inner.shape[String(step)] as z.ZodType | undefined;
  if (inner instanceof z.ZodArray) return typeof step === "number" ? (inner.element as z.ZodType) : undefined;
  if (inner instanceof z.ZodRecord)
    return typeof step === "number" ? undefined : (inner.valueType as z.ZodType);
  for (const branch of matching(inner, value)) {
    const child = childOf(branch, step, value);
    if (child) return child;
  }
  return undefined;
}

/** Branches of a union whose literal members (the discriminator) agree with the value. */
function matching(schema: z.ZodType, value: unknown): z.ZodType[] {
  const branches = branchesOf(schema);
  const agreeing = branches.filter((branch) => {
    const inner = unwrap(branch);
    if (!(inner instanceof z.ZodObject) || typeof value !== "object" || value === null) return true;
    return Object.entries(inner.shape).every(
      ([key, member]) =>
        !(member instanceof z.ZodLiteral) || member.values.has((value as Record<string, never>)[key]),
    );
  });
  return agreeing.length > 0 ? agreeing : branches;
}
