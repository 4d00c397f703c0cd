import type { Api, Call } from "../api.ts";
import type { Answer } from "../http/answer.ts";
import { requireOwner, requireRegistration } from "./owner.ts";

/** `POST /v1/backends/{domain}/drain`: no new connections to the domain's servers until it is registered again. */
export async function drain(call: Call, api: Api): Promise<Answer> {
  const registration = await requireRegistration(call, api);
  await requireOwner(registration, call, api);
  const servers_drained = await api.haproxy.drain(registration);
  return { status: 200, body: { message: "Servers drained", domain: registration.domain, servers_drained } };
}
