/**
 * How long a program that a test runs may take, ms: a guard against hanging, below that of the test, which tells what the
 * program said.
 */
export const PROGRAM_MS = 240_000;
