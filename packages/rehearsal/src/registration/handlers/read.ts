import type { Api, Call } from "../api.ts";
import type { Answer } from "../http/answer.ts";
import { requireRegistration } from "./owner.ts";

/** `GET /v1/backends`. */
export async function list(_call: Call, { store }: Api): Promise<Answer> {
  const backends = await store.list();
  return { status: 200, body: { backends, count: backends.length } };
}

/** `GET /v1/backends/{domain}`. */
export async function get(call: Call, api: Api): Promise<Answer> {
  return { status: 200, body: await requireRegistration(call, api) };
}
