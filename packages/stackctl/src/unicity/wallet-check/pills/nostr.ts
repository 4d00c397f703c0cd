import { pass } from "../../../checks/check.ts";
import { type Page, refuseMixedContent } from "../browser/page.ts";
import { openSocket } from "../browser/socket.ts";
import type { Finding } from "../line.ts";

/** The pill is green while the SDK's transport is connected: the WebSocket opens. CORS has no say in that. */
export async function nostrPill(url: string, page: Page): Promise<Finding> {
  refuseMixedContent(url, page.origin);
  const socket = await openSocket(url, page);
  socket.terminate();
  return { ...pass("the WebSocket opens"), shows: "OK" };
}
