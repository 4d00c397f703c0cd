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

/** Longest time for an answer, ms. */
const WEB_MS = 2_500;
/** More is not read, characters. */
const TEXT = 4_000;

/** Asks once; an answer of any status counts as reached. Never rejects. */
export async function askWeb(
  url: string,
  signal: AbortSignal,
  ask: typeof fetch = fetch,
): Promise<WebAnswer> {
  try {
    const limits = AbortSignal.any([signal, AbortSignal.timeout(WEB_MS)]);
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
