import { fail, pass } from "../../../checks/check.ts";
import { askHttp, NoAnswer } from "../../../checks/http-client.ts";
import { snippet } from "../../../checks/http-health.ts";
import { askAsPage, type Page, type PageRequest } from "../browser/page.ts";
import { jsonObject } from "../json.ts";
import type { Finding } from "../line.ts";
import { FAUCET_PATH } from "../targets.ts";

/** The request of the wallet app without a recipient: every faucet refuses it before it looks anything up. */
const WITHOUT_RECIPIENT: PageRequest = {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ unicityId: "", coin: "unicity", amount: 1 }),
};

/** It refuses an invalid request in its own words, a page may read them, and it does not say that it is not ready. */
export async function faucetAnswers(url: string, page: Page): Promise<Finding> {
  const { status, body } = await askAsPage(url, WITHOUT_RECIPIENT, page);
  const { success, error } = jsonObject(body) ?? {};
  const evidence = `an invalid request: ${status} ${snippet(typeof error === "string" ? error : body)}`;
  if (status === 401)
    return down(
      "FAUCET_NEEDS_KEY",
      evidence,
      "The wallet app sends no key: start it without --require-api-key.",
    );
  if (status === 429)
    return down("FAUCET_LIMITED", evidence, "It was asked too often from here: wait, or raise its limits.");
  if (status >= 500)
    return down("FAUCET_FAILS", evidence, "See the log of the faucet, or of the proxy before it.");
  if (status !== 400 || success !== false || typeof error !== "string")
    return down(
      "NOT_A_FAUCET",
      evidence,
      "The wallet app wants the full URL, path included: …/api/v1/faucet/request",
    );
  const state = url.endsWith(FAUCET_PATH) ? await selfDescription(url, page) : undefined;
  if (state === undefined || state === "running") return { ...pass(evidence), shows: "OK" };
  return down(
    "FAUCET_NOT_RUNNING",
    `${evidence}; it says "${state}"`,
    "It waits for the relay or the aggregator.",
  );
}

function down(code: string, evidence: string, next: string): Finding {
  return { ...fail(code, evidence, next), shows: "Down" };
}

/** `status` of its discovery document; undefined for a faucet without one. */
async function selfDescription(url: string, { timeoutMs, signal }: Page): Promise<string | undefined> {
  try {
    const document = `${url.slice(0, -FAUCET_PATH.length)}/.well-known/faucet.json`;
    const answer = await askHttp(document, { timeoutMs, signal });
    const state = answer.status === 200 ? jsonObject(answer.body)?.status : undefined;
    return typeof state === "string" ? state : undefined;
  } catch (error) {
    if (error instanceof NoAnswer) return undefined;
    throw error;
  }
}
