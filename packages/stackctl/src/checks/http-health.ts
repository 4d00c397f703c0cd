import { type Check, fail, pass, unreachable, type Verdict } from "./check.ts";
import { askHttp, NoAnswer } from "./http-client.ts";

/** What services call themselves when they are well: ours, and aggregator-go. */
const WELL = ["healthy", "ok"];

/** `GET <path>` answers 200 with JSON whose `status` is `healthy` or `ok`. */
export function httpHealth(path: string): Check {
  return {
    layer: "transport",
    proves: "it answers and calls itself healthy",
    async run({ service, timeoutMs, signal }) {
      return verdictOf(async () => {
        const answer = await askHttp(`${service.url}${path}`, { timeoutMs, signal });
        const status = statusField(answer.body);
        if (answer.status === 200 && status && WELL.includes(status))
          return pass(`GET ${path}: 200 ${status}`);
        return fail("UNHEALTHY", `GET ${path}: ${answer.status} ${status ?? snippet(answer.body)}`);
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

function statusField(body: Buffer): string | undefined {
  try {
    const status = (JSON.parse(body.toString()) as { status?: unknown }).status;
    return typeof status === "string" ? status : undefined;
  } catch {
    return undefined;
  }
}
