import type { Api, Call } from "../api.ts";
import { drain } from "../handlers/drain.ts";
import { health } from "../handlers/health.ts";
import { get, list } from "../handlers/read.ts";
import { register } from "../handlers/register.ts";
import { reload } from "../handlers/reload.ts";
import { unregister } from "../handlers/unregister.ts";
import type { Answer } from "./answer.ts";

type Handler = (call: Call, api: Api) => Promise<Answer>;

/** The handler of a call and the domain in its path, still percent-encoded. */
export interface Target {
  handler: Handler;
  encodedDomain: string;
  /** Answered without a key, whatever is set. */
  open?: true;
}

const FIXED: Record<string, Handler> = {
  "POST /v1/backends": register,
  "GET /v1/backends": list,
  "POST /v1/reload": reload,
};

/** Finds the handler by method and path (query ignored), or undefined: an unknown path and a wrong method are the same. */
export function routeCall(method: string, url: string): Target | undefined {
  const [path = ""] = url.split("?");
  const call = `${method} ${path}`;
  if (call === "GET /v1/health") return { handler: health, encodedDomain: "", open: true };
  const fixed = FIXED[call];
  if (fixed) return { handler: fixed, encodedDomain: "" };
  const [, encodedDomain, action] = path.match(/^\/v1\/backends\/(.*?)(\/drain)?$/) ?? [];
  if (encodedDomain === undefined) return undefined;
  if (action) return method === "POST" ? { handler: drain, encodedDomain } : undefined;
  if (method === "GET") return { handler: get, encodedDomain };
  return method === "DELETE" ? { handler: unregister, encodedDomain } : undefined;
}
