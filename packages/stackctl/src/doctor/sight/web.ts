import { messageOf, systemCode } from "../../errors.ts";

/** What a web server said, or why it said nothing. */
export type WebAnswer =
  | {
      reached: true;
      status: number /** Header `Date`, and when it came: ms since 1970. */;
      date: number | null;
      at: number;
      text: string;
    }
  | { reached: false; why: string };

/** More is not read, characters. */
const TEXT = 4_000;

/** Asks once; an answer of any status counts as reached. Never rejects. @param timeoutMs longest time for it */
export async function askWeb(
  url: string,
  signal: AbortSignal,
  timeoutMs: number,
  ask: typeof fetch = fetch,
): Promise<WebAnswer> {
  try {
    const limits = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const answer = await ask(url, { signal: limits, redirect: "manual" });
    const at = Date.now();
    const date = Date.parse(answer.headers.get("date") ?? "");
    const text = (await answer.text()).slice(0, TEXT);
    return { reached: true, status: answer.status, date: Number.isNaN(date) ? null : date, at, text };
  } catch (error) {
    const { cause } = error as Error;
    return { reached: false, why: systemCode(cause) ?? messageOf(cause ?? error) };
  }
}
