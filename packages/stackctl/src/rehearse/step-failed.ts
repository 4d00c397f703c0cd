import { isComposeGenError } from "@unicity-sphere/compose-gen";
import { type ErrorParts, EXIT, type ExitCode, messageOf, StackError } from "../errors.ts";
import type { Step } from "./rehearsal.ts";

/** Errors that say that the rehearsal could not be made, not that it failed. */
const NOT_REHEARSED = new Set(["BUNDLE_MISSING", "NOT_BUILT", "IMAGE_NOT_MADE"]);

/** A step that failed, in five parts; `where` names the step. */
export class StepFailed extends StackError {
  readonly step: Step;

  constructor(step: Step, error: unknown) {
    const parts = partsOf(error);
    super(
      { ...parts, where: [`step ${step.id}`, parts.where].filter(Boolean).join(", ") },
      exitCodeOf(error, parts.code),
      { cause: error },
    );
    this.name = "StepFailed";
    this.step = step;
  }

  /** With the last log lines of its service. */
  withLog(lines: string): StepFailed {
    const evidence = [this.parts.evidence, "last log lines:", lines].filter(Boolean).join("\n");
    return new StepFailed(this.step, new StackError({ ...this.parts, where: "", evidence }, this.exitCode));
  }
}

/** An error of the library as one that the command prints. */
export function asStackError(error: unknown): unknown {
  return isComposeGenError(error) ? new StackError(error.parts, exitCodeOf(error, error.code)) : error;
}

function partsOf(error: unknown): ErrorParts {
  if (error instanceof StackError || isComposeGenError(error)) return error.parts;
  return { code: "STEP_FAILED", what: messageOf(error) };
}

function exitCodeOf(error: unknown, code: string): ExitCode {
  if (error instanceof StackError) return error.exitCode;
  if (code === "ENGINE_UNREACHABLE") return EXIT.unreachable;
  return NOT_REHEARSED.has(code) ? EXIT.usage : EXIT.degraded;
}
