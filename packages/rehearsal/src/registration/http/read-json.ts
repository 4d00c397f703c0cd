import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.ts";

/** Largest body in bytes; a longer one ends the connection without an answer. */
export const BODY_LIMIT = 1024 * 1024;

/** The JSON object in the body. Throws a 400 for another content type, broken JSON, or JSON that is no object. */
export async function readJsonObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  if (!request.headers["content-type"]?.includes("application/json")) {
    throw new Refusal(400, "VALIDATION_ERROR", "Content-Type must be application/json");
  }
  const value = await readJson(request);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Refusal(400, "VALIDATION_ERROR", "The body must be a JSON object");
  }
  return value as Record<string, unknown>;
}

/** Any JSON in the body, whatever its content type says. Throws a 400 for broken JSON. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "VALIDATION_ERROR", "The body is not valid JSON");
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > BODY_LIMIT) {
      request.destroy();
      throw new Refusal(400, "VALIDATION_ERROR", "The body is larger than 1 MiB");
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
