import type { ErrorParts } from "../errors.ts";
import type { ResolvedTag } from "./resolve-tag.ts";

/** What a registry answered for one image, or why there is no answer: plain data. */
export type Answer<Result> = { ok: true; value: Result } | { ok: false; error: ErrorParts };

/** Image key → what its tag is. */
export type Answers = Record<string, Answer<ResolvedTag>>;
