import type { z } from "zod";
import { pathText } from "../path-text.ts";
import { shorten } from "../shorten.ts";
import { suggestion } from "../suggest.ts";
import { branchesOf, childOf, keysOf } from "./schema-walk.ts";
import { wrongKind } from "./wrong-kind.ts";

type Issue = z.core.$ZodIssue;

/** One line per issue: the path in the definition, what is wrong, and what was probably meant. */
export function explainIssues(schema: z.ZodType, issues: readonly Issue[], input: unknown): string[] {
  return issues.flatMap((issue) => explain(schema, issue, [], input));
}

function explain(root: z.ZodType, issue: Issue, prefix: PropertyKey[], input: unknown): string[] {
  const path = [...prefix, ...issue.path];
  const where = pathText(path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = keysOf(schemaAt(root, issue.path, input), valueAt(input, issue.path));
      return issue.keys.map((key) => `${where}: unknown key "${shorten(key)}". ${suggestion(key, known)}`);
    }
    case "invalid_union": {
      const value = valueAt(input, issue.path);
      const { options } = issue as { options?: readonly unknown[] };
      if (options) return [`${where}: ${invalidValue(options, value)}`];
      const schema = schemaAt(root, issue.path, input);
      const best = bestBranch(schema, issue.errors, value);
      if (best?.issues.some(isWrongKind)) {
        const kinds = issue.errors.flatMap((issues) =>
          issues.filter(isWrongKind).map(({ expected }) => expected),
        );
        return [`${where}: ${wrongKind(schema, kinds, value)}`];
      }
      if (best) return best.issues.flatMap((inner) => explain(best.schema ?? root, inner, path, value));
      return [`${where}: ${message(issue)}`];
    }
    case "invalid_type": {
      const schema = schemaAt(root, issue.path, input);
      return [`${where}: ${wrongKind(schema, [issue.expected], valueAt(input, issue.path))}`];
    }
    case "invalid_value":
      return [`${where}: ${invalidValue(issue.values, valueAt(input, issue.path))}`];
    case "invalid_key":
      return issue.issues.map((inner) => `${where}: the key ${message(inner)}`);
    default:
      return [`${where}: ${message(issue)}`];
  }
}

/** The branch of a union that the author probably meant: right kind of value first, then fewest mistakes. */
function bestBranch(schema: z.ZodType | undefined, errors: readonly (readonly Issue[])[], value: unknown) {
  const options = schema ? branchesOf(schema) : [];
  const ranked = errors.map((issues, index) => {
    const known = options[index] ? keysOf(options[index], value) : [];
    const shared = isObject(value) ? Object.keys(value).filter((key) => known.includes(key)).length : 0;
    const score = (issues.some(isWrongKind) ? 100 : 0) + issues.length - 2 * shared;
    return { issues, schema: options[index], score };
  });
  return ranked.sort((left, right) => left.score - right.score)[0];
}

function isWrongKind(issue: Issue): issue is z.core.$ZodIssueInvalidType {
  return issue.path.length === 0 && issue.code === "invalid_type";
}

function schemaAt(root: z.ZodType, path: readonly PropertyKey[], input: unknown): z.ZodType | undefined {
  let schema: z.ZodType | undefined = root;
  let value = input;
  for (const step of path) {
    schema = schema && childOf(schema, step, value);
    value = valueAt(value, [step]);
  }
  return schema;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) value = isObject(value) ? value[step as string] : undefined;
  return value;
}

function invalidValue(values: readonly unknown[], received: unknown): string {
  const known = values.map(String);
  if (received === undefined) return `must be ${known.join(" or ")}, and is missing`;
  const shown = shorten(
    typeof received === "object" ? typeof received : (JSON.stringify(received) ?? "undefined"),
  );
  return typeof received === "string"
    ? `${shown} is not one of ${known.join(", ")}. ${suggestion(received, known)}`
    : `must be ${known.join(" or ")}, is ${shown}`;
}

function message(issue: Issue): string {
  return issue.message.replace(/^Invalid input: /, "");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
