import { isComposeGenError } from "@unicity-sphere/compose-gen";
import { EXIT, StackError } from "../../errors.ts";

const TRANSIENT = ["REGISTRY_UNREACHABLE", "REGISTRY_TIMEOUT", "REGISTRY_RATE_LIMITED"];

/** True when the same request may succeed later. */
export function isTransient(error: unknown): boolean {
  return isComposeGenError(error) && TRANSIENT.includes(error.code);
}

/** An error of a registry as this command tells it. */
export function fromRegistry(error: unknown): unknown {
  if (!isComposeGenError(error)) return error;
  const { parts } = error;
  if (!isTransient(error)) return new StackError(parts, EXIT.usage, { cause: error });
  const next = `Run the same command again: what is here is not fetched twice. ${parts.next ?? ""}`.trim();
  return new StackError({ ...parts, next }, EXIT.unreachable, { cause: error });
}

/** What came is not what its digest says; it is not kept. */
export function otherContent(where: string, asked: string, came: string): StackError {
  return new StackError({
    code: "DIGEST_MISMATCH",
    what: "The registry sends something else than what was asked for; it was thrown away.",
    where,
    evidence: `asked for ${asked}\ncame      ${came}`,
    cause:
      "The registry, a proxy or a mirror on the way changes what passes through it, or its disk is damaged.",
    next: "Run the same command again, over another network or mirror when it stays so. What is good is kept.",
  });
}

/** None of the platforms that were asked for. */
export function noPlatform(reference: string, asked: readonly string[], has: readonly string[]): StackError {
  return new StackError({
    code: "PLATFORM_MISSING",
    what: "An image is not there for the platform that was asked for.",
    where: reference,
    evidence: `asked for ${asked.join(", ")}; there is ${has.join(", ") || "none"}`,
    next: "Name platforms that all images have with --platform, or leave it out.",
  });
}
