import type { z } from "zod";
import { ComposeGenError } from "../errors.ts";
import { explainIssues } from "./explain.ts";

/**
 * The value with defaults filled in.
 *
 * @param subject what is parsed, for the message, e.g. `service "relay"`
 * @throws ComposeGenError `DEFINITION_INVALID`; one line of evidence per mistake
 */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  subject: string,
): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = explainIssues(schema, result.error.issues, input);
  throw invalid(subject, problems);
}

/** The error for a definition with these problems (`path: message`). */
export function invalid(subject: string, problems: string[]): ComposeGenError {
  const count = problems.length === 1 ? "a mistake" : `${problems.length} mistakes`;
  return new ComposeGenError({
    code: "DEFINITION_INVALID",
    what: `The definition of ${subject} has ${count}.`,
    where: subject,
    evidence: problems.join("\n"),
    next: "Correct the fields named above; the types of compose-gen describe every field.",
  });
}
