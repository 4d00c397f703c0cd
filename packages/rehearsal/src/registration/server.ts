import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Api } from "./api.ts";
import { type Answer, refusalAnswer, sendAnswer } from "./http/answer.ts";
import { authorize } from "./http/authorize.ts";
import { listen, type RunningServer } from "./http/listen.ts";
import { asRefusal, Refusal } from "./http/refusal.ts";
import { routeCall, type Target } from "./http/route-call.ts";

/** Serves the registration API; port 0 takes a free one. */
export function startRegistrationApi(api: Api, port: number, host?: string): Promise<RunningServer> {
  const server = createServer((request, response) => void serve(request, response, api));
  return listen(server, port, host);
}

async function serve(request: IncomingMessage, response: ServerResponse, api: Api): Promise<void> {
  const target = routeCall(request.method ?? "", request.url ?? "");
  if (!target?.open && api.faults.take("hang-up", request.method)) {
    request.destroy();
    return;
  }
  const answer = await answerCall(request, target, api).catch((error) => refusalAnswer(asRefusal(error)));
  const slow = target?.open ? undefined : api.faults.take("slow", request.method);
  if (slow) await delay(slow.delayMs);
  if (!response.destroyed) sendAnswer(response, answer);
}

async function answerCall(request: IncomingMessage, target: Target | undefined, api: Api): Promise<Answer> {
  if (!target?.open) {
    const fault = api.faults.take("refuse", request.method);
    if (fault) return { status: fault.status, body: { error: "Injected fault", code: fault.code } };
    authorize(request.headers.authorization, api.settings.apiKey);
  }
  if (!target) throw new Refusal(404, "NOT_FOUND", `No ${request.method} ${request.url} here`);
  const domain = decodeURIComponent(target.encodedDomain).toLowerCase();
  return target.handler({ request, domain, address: sourceAddress(request) }, api);
}

function sourceAddress({ socket }: IncomingMessage): string {
  return (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
}
