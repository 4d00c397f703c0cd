import { fail, pass } from "../../../checks/check.ts";
import { askAsPage, type Page } from "../browser/page.ts";
import type { Finding } from "../line.ts";

/** Gateway that sphere-sdk 0.6.14 and the wallet app use on every network. */
export const IPFS_GATEWAY = "https://unicity-ipfs1.dyndns.org";
/** Market API that they use on every network. */
export const MARKET_API = "https://market-api.unicity.network";

/** CID of the empty directory. */
const EMPTY_DIRECTORY = "bafyaabakaieac";

/** Green below status 400. */
export function ipfsPill(gateway: string, page: Page): Promise<Finding> {
  return statusPill(`${gateway}/ipfs/${EMPTY_DIRECTORY}`, page, (status) => status < 400);
}

/** Green with any 2xx. */
export function marketPill(base: string, page: Page): Promise<Finding> {
  return statusPill(`${base}/api/feed/recent`, page, (status) => status >= 200 && status < 300);
}

async function statusPill(url: string, page: Page, isGood: (status: number) => boolean): Promise<Finding> {
  const { status } = await askAsPage(url, {}, page);
  const evidence = `GET ${new URL(url).pathname}: ${status}`;
  return isGood(status) ? { ...pass(evidence), shows: "OK" } : { ...fail("STATUS", evidence), shows: "Down" };
}
