import { pass } from "../../../checks/check.ts";
import { askPreflight, type Page } from "../browser/page.ts";
import type { Finding } from "../line.ts";

/** Headers of `submit_commitment` of SDK 1.x; the app always has a key, the SDK's own one if it is given none. */
const HEADERS = { "content-type": "application/json", "x-api-key": "…" };

/**
 * A page may submit: the preflight allows `X-API-Key`. Nothing is submitted. aggregator-go itself does not allow it, and
 * no pill tells.
 */
export async function submitPreflight(base: string, page: Page): Promise<Finding> {
  await askPreflight(`${base}/`, { method: "POST", headers: HEADERS }, page);
  return { ...pass("the preflight of submit_commitment is allowed"), shows: "OK" };
}
