import { setTimeout as delay } from "node:timers/promises";

/**
 * What was answered when all have answered, or `graceMs` after the first answer: one that is slow holds up nobody.
 *
 * @throws AggregateError with every reason when all failed
 */
export async function answersSoon<T>(questions: readonly Promise<T>[], graceMs: number): Promise<T[]> {
  const answers: T[] = [];
  const all = Promise.allSettled(questions.map(async (question) => answers.push(await question)));
  await Promise.any(questions);
  const allThere = new AbortController();
  const grace = delay(graceMs, undefined, { signal: allThere.signal }).catch(() => {});
  await Promise.race([all, grace]);
  allThere.abort();
  return [...answers];
}
