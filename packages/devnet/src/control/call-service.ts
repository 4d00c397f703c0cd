import { createConnection } from "node:net";
import { DevnetError, type ErrorParts } from "../errors.ts";
import { answerSchema, type Call, LINE_LIMIT } from "./messages.ts";
import { findSocket } from "./socket-folder.ts";
import type { ServiceName } from "./stack-control.ts";

/** Longest wait for an answer, ms. */
const ANSWER_MS = 10_000;

/**
 * Makes one call, on a connection of its own: a service that was restarted since answers like the one before.
 *
 * @returns result of the call
 * @throws DevnetError `CONTROL_UNREACHABLE`, `CONTROL_SILENT`, or what the service answered
 */
export async function callService(folder: string, service: ServiceName, call: Call): Promise<unknown> {
  const path = findSocket(folder, service);
  const answer = answerSchema.safeParse(parse(await ask(path, JSON.stringify(call))));
  if (!answer.success) throw silent(path, "it answered something else than control does");
  if (answer.data.ok) return answer.data.result;
  const { error } = answer.data;
  throw new DevnetError({ where: service, ...error } as ErrorParts);
}

/** Sends a line and returns the first line that comes back. */
function ask(path: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    let connected = false;
    const socket = createConnection({ path });
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      socket.destroy();
      settle();
    };
    const fail = (error: DevnetError) => finish(() => reject(error));
    const timer = setTimeout(() => fail(silent(path, `no answer within ${ANSWER_MS} ms`)), ANSWER_MS);
    socket.setEncoding("utf8");
    socket.on("connect", () => {
      connected = true;
      socket.write(`${line}\n`);
    });
    socket.on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\n");
      if (end >= 0) finish(() => resolve(text.slice(0, end)));
      else if (text.length > LINE_LIMIT)
        fail(silent(path, `its answer has more than ${LINE_LIMIT} characters`));
    });
    socket.on("error", (error) =>
      fail(connected ? silent(path, error.message) : unreachable(path, error.message)),
    );
    socket.on("close", () => fail(silent(path, "it ended the connection")));
  });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function unreachable(path: string, evidence: string): DevnetError {
  return new DevnetError({
    code: "CONTROL_UNREACHABLE",
    what: "The service is not under control.",
    where: path,
    evidence,
    cause: "It does not run, or it was started without control.",
    next: "Start it with control: `npx @unicity-sphere/stackctl up --embedded --control`.",
  });
}

function silent(path: string, evidence: string): DevnetError {
  return new DevnetError({
    code: "CONTROL_SILENT",
    what: "The service did not answer to control.",
    where: path,
    evidence,
    cause: "It ended meanwhile, it is frozen, or it is of another version.",
    next: "Look at its log.",
  });
}
