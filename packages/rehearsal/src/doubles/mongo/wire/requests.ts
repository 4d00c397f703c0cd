import { z } from "zod";
import type { Document, Filter } from "../documents.ts";

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const bound = z.union([z.string(), z.number()]).optional();
const range = z.strictObject({ $gt: bound, $gte: bound, $lt: bound, $lte: bound });
const filter = z.record(z.string(), z.union([scalar, range])) as unknown as z.ZodType<Filter>;
const document = z.looseObject({}) as unknown as z.ZodType<Document>;
const direction = z.union([z.literal(1), z.literal(-1)]);
const keys = z.record(z.string(), direction).refine((value) => Object.keys(value).length > 0, "has no field");
const database = z.string().regex(/^[A-Za-z0-9_-]{1,63}$/);
const collection = z
  .string()
  .regex(/^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,119}$/)
  .refine((name) => !name.startsWith("system."), "is a system collection");
const documents = z.array(document).min(1).max(100_000);

const insert = z.strictObject({ op: z.literal("insert"), collection, documents });
const replace = z.strictObject({
  op: z.literal("replace"),
  collection,
  filter,
  document,
  upsert: z.boolean().optional(),
});
const remove = z.strictObject({ op: z.literal("remove"), collection, filter });
const operation = z.discriminatedUnion("op", [insert, replace, remove]);

const id = z.number();
const inDatabase = { id, db: database };

/** Every request of the wire protocol. `db` is a database's name, `skip` counts documents of earlier answers. */
export const request = z.discriminatedUnion("op", [
  z.strictObject({ id, op: z.literal("hello") }),
  z.strictObject({ id, op: z.literal("ping") }),
  z.strictObject({ id, op: z.literal("replSetGetStatus") }),
  z.strictObject({ id, op: z.literal("replSetInitiate"), config: z.unknown() }),
  z.strictObject({
    ...inDatabase,
    op: z.literal("find"),
    collection,
    filter,
    sort: z.record(z.string(), direction).optional(),
    limit: z.int().min(0).optional(),
    skip: z.int().min(0).optional(),
  }),
  z.strictObject({ ...inDatabase, op: z.literal("count"), collection, filter }),
  insert.extend(inDatabase),
  replace.extend(inDatabase),
  remove.extend(inDatabase),
  z.strictObject({
    ...inDatabase,
    op: z.literal("transaction"),
    operations: z.array(operation).max(100_000),
  }),
  z.strictObject({
    ...inDatabase,
    op: z.literal("createIndex"),
    collection,
    keys,
    unique: z.boolean().optional(),
  }),
  z.strictObject({ ...inDatabase, op: z.literal("drop"), collection }),
  z.strictObject({ ...inDatabase, op: z.literal("dropDatabase") }),
]);

export type Request = z.infer<typeof request>;
