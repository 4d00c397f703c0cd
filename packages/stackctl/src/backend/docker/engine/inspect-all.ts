import { type Engine, engineFailed } from "./engine.ts";

/** What the client says about something that was removed since it was listed, or never was there. */
const GONE = /no such (?:container|volume|network|object)/i;

/**
 * What the engine says about each of these; those that it does not have are left out.
 *
 * @throws StackError `ENGINE_FAILED` when it cannot say: nothing is taken for gone because a look failed
 */
export async function inspectAll<T>(
  docker: Engine,
  kind: "container" | "volume",
  names: readonly string[],
): Promise<T[]> {
  if (names.length === 0) return [];
  const args = [kind, "inspect", ...names];
  const answer = await docker.result(args);
  const complaints = answer.stderr
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^warning\b/i.test(line));
  const gone = answer.exitCode === 1 && complaints.length > 0 && complaints.every((line) => GONE.test(line));
  if (answer.exitCode !== 0 && !gone) throw engineFailed(args, answer);
  return JSON.parse(answer.stdout || "[]") as T[];
}
