import { setTimeout as pause } from "node:timers/promises";
import { getOverTls, type TlsPlace } from "../../runtime/support/tls-client.ts";

/** Asks a place again and again. @returns what ends that: the longest time (ms) without an answer of 200 */
export function watch(place: TlsPlace, path: string): { stop: () => Promise<number> } {
  const ended = new AbortController();
  const asking = (async () => {
    let longest = 0;
    let last = performance.now();
    while (!ended.signal.aborted) {
      const answered = await getOverTls(place, path).then(
        ({ status }) => status === 200,
        () => false,
      );
      longest = Math.max(longest, performance.now() - last);
      if (answered) last = performance.now();
      await pause(20);
    }
    return longest;
  })();
  return {
    stop: () => {
      ended.abort();
      return asking;
    },
  };
}
