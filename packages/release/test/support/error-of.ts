import { ComposeGenError } from "@unicity-sphere/compose-gen";

/** The error that a promise, or a function, ends with. */
export async function errorOf(act: Promise<unknown> | (() => unknown)): Promise<ComposeGenError> {
  try {
    await (typeof act === "function" ? act() : act);
  } catch (error) {
    if (error instanceof ComposeGenError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
