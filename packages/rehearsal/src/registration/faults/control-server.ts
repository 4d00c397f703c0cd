import { createServer, type IncomingMessage } from "node:http";
import { type Answer, refusalAnswer, sendAnswer } from "../http/answer.ts";
import { listen, type RunningServer } from "../http/listen.ts";
import { readJson } from "../http/read-json.ts";
import { asRefusal } from "../http/refusal.ts";
import type { Faults } from "./faults.ts";
import { parseFaults } from "./parse-faults.ts";

/** Serves `GET`, `PUT` and `DELETE /faults` on a port of its own, which upstream's API does not have. */
export function startFaultControl(faults: Faults, port: number, host?: string): Promise<RunningServer> {
  const server = createServer(async (request, response) => {
    const answer = await control(request, faults).catch((error) => refusalAnswer(asRefusal(error)));
    sendAnswer(response, answer);
  });
  return listen(server, port, host);
}

async function control(request: IncomingMessage, faults: Faults): Promise<Answer> {
  if (request.url !== "/faults") return { status: 404, body: { error: "Only /faults is here" } };
  if (request.method === "PUT") faults.set(parseFaults(await readJson(request)));
  else if (request.method === "DELETE") faults.set([]);
  else if (request.method !== "GET") return { status: 405, body: { error: "GET, PUT or DELETE" } };
  return { status: 200, body: faults.list() };
}
