import { type Check, type CheckTarget, fail, pass, unreachable, type Verdict } from "./check.ts";
import { askHttp, NoAnswer } from "./http-client.ts";

/** What services call themselves when they are well: ours, and aggregator-go. */
const WELL = ["healthy", "ok"];

/** Code with which a service refuses to work until somebody acts → what to do on this instance. */
export type Refusals = Readonly<Record<string, (instance: CheckTarget["instance"]) => string>>;

/**
 * `GET <path>` answers 200 with JSON whose `status` is `healthy` or `ok`.
 *
 * @param refusals an answer whose `error.code` is one of them is permanent
 */
export function httpHealth(path: string, refusals: Refusals = {}): Check {
  return {
    layer: "transport",
    proves: "it answers and calls itself healthy",
    async run({ service, instance, timeoutMs, signal }) {
      return verdictOf(async () => {
        const answer = await askHttp(`${service.url}${path}`, { timeoutMs, signal });
        const { status, code, what } = healthFields(answer.body);
        if (answer.status === 200 && status && WELL.includes(status))
          return pass(`GET ${path}: 200 ${status}`);
        const next = code !== undefined && Object.hasOwn(refusals, code) ? refusals[code] : undefined;
        const evidence = `GET ${path}: ${answer.status} ${status ?? snippet(answer.body)}${what ? `: ${what}` : ""}`;
        return next && code
          ? { ...fail(code, evidence, next(instance)), permanent: true }
          : fail("UNHEALTHY", evidence);
      });
    },
  };
}

/** Turns "no answer" into an unreachable verdict; any other error stays an error. */
export async function verdictOf(ask: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NoAnswer) return unreachable(error.code, error.message);
    throw error;
  }
}

/** First characters of a body on one line, for evidence. */
export function snippet(body: Buffer | string): string {
  const text = body.toString().replace(/\s+/g, " ").trim();
  return text.length > 120 ? `${text.slice(0, 119)}…` : text || "(empty)";
}

/** `status`, and the code and the sentence of `error`, as far as the body has them. */
function healthFields(body: Buffer): { status?: string; code?: string; what?: string } {
  try {
    const { status, error } = JSON.parse(body.toString()) ?? {};
    const { code, what } = typeof error === "object" && error !== null ? error : {};
    const texts = Object.entries({ status, code, what }).filter(([, value]) => typeof value === "string");
    return Object.fromEntries(texts);
  } catch {
    return {};
  }
}
