import { isComposeGenError } from "@unicity-sphere/compose-gen";
import type { ErrorParts } from "@unicity-sphere/devnet";
import { isTransient } from "../airgap/save/errors.ts";
import { EXIT, type ExitCode, StackError } from "../errors.ts";

/** An image that is not let through. The next step is to be followed by how it is waived. */
export function refused(parts: ErrorParts, exitCode: ExitCode = EXIT.degraded, cause?: unknown): StackError {
  return new StackError(parts, exitCode, { cause });
}

/** An error of a registry or of trust as a refusal: what could not be looked at is not verified. */
export function asRefusal(error: unknown, reference: string): unknown {
  if (!isComposeGenError(error)) return error;
  const { parts } = error;
  return refused(
    {
      cause:
        "The registry, the way to it, or what was asked of it is at fault; nothing was seen of the image.",
      ...parts,
      code: isTransient(error) ? "VERIFY_REGISTRY_UNREACHABLE" : parts.code,
      what: `The image ${reference} could not be verified: ${parts.what}`,
    },
    isTransient(error) ? EXIT.unreachable : EXIT.degraded,
    error,
  );
}

/** The same error with the way around it, which takes a decision about one image. */
export function withWaiver({ parts, exitCode, cause }: StackError, key: string): StackError {
  const waiver = `To do without, for this image alone: --unverified ${key}`;
  return new StackError({ ...parts, next: [parts.next, waiver].filter(Boolean).join(" ") }, exitCode, {
    cause,
  });
}

/** Several images as one error: the first decides code, cause and exit code. */
export function together(errors: readonly StackError[]): StackError | undefined {
  const [first] = errors;
  if (first === undefined || errors.length === 1) return first;
  return new StackError(
    {
      ...first.parts,
      what: `${errors.length} images are not verified; the first: ${first.parts.what}`,
      where: errors.map(({ parts }) => parts.where ?? "").join("\n"),
      evidence: errors.map(({ parts }) => [parts.code, parts.what, parts.evidence].join("\n  ")).join("\n"),
      next: [...new Set(errors.map(({ parts }) => parts.next))].join("\n"),
    },
    first.exitCode,
    { cause: first },
  );
}
