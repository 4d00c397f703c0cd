import { CODES, type CodeName, DatabaseError } from "../database-error.ts";

/** What a request is answered with. `id` is the request's, or null when that could not be read. */
export type Answer =
  | ({ readonly id: number | null; readonly ok: 1 } & { readonly [field: string]: unknown })
  | {
      readonly id: number | null;
      readonly ok: 0;
      readonly code: number;
      readonly codeName: CodeName;
      readonly errmsg: string;
    };

export function refusal(id: number | null, error: DatabaseError): Answer {
  return { id, ok: 0, code: error.code, codeName: error.codeName, errmsg: error.message };
}

/** The error that an answer carries; one with an unknown name is an internal error. */
export function errorOf(answer: { codeName?: unknown; errmsg?: unknown }): DatabaseError {
  const known = Object.keys(CODES).find((name) => name === answer.codeName) as CodeName | undefined;
  return new DatabaseError(known ?? "InternalError", String(answer.errmsg));
}
