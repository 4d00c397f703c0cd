/** Machine-readable code of a refused call. */
export type RefusalCode =
  | "UNAUTHORIZED"
  | "VALIDATION_ERROR"
  | "PORT_NOT_ALLOWED"
  | "LIMIT_EXCEEDED"
  | "MODE_CONFLICT"
  | "DOMAIN_CONFLICT"
  | "OWNERSHIP_MISMATCH"
  | "NOT_FOUND"
  | "RELOAD_FAILED"
  | "INTERNAL_ERROR";

/** Ends a call with this status and the body `{error, code, …extra}`. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly extra: object;

  constructor(status: number, code: RefusalCode, message: string, extra: object = {}) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.code = code;
    this.extra = extra;
  }
}

/** The refusal that stands for any error: unexpected ones are 500 `INTERNAL_ERROR`. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(500, "INTERNAL_ERROR", error instanceof Error ? error.message : String(error));
}
