import { isLoopback, isPlain } from "./browser/mixed-content.ts";
import type { Targets } from "./targets.ts";

/** What only a browser knows about a page of `origin` and these targets: nothing of it can be asked from here. */
export function browserNotes({ relay, aggregator, faucet }: Targets, origin: string): string[] {
  const urls = [relay, aggregator, faucet].filter((url) => typeof url === "string");
  const local = urls.some((url) => isPlain(url) && isLoopback(new URL(url).hostname));
  if (!local || isLoopback(new URL(origin).hostname)) return [];
  return [
    `A page of ${origin} needs the reader's permission before it reaches this machine (Chromium; Firefox where that ` +
      "is rolled out), and Safari blocks http: and ws: there. See docs/WALLET.md.",
  ];
}
