import type { Api, Call } from "../api.ts";
import type { Answer } from "../http/answer.ts";
import { afterReload } from "./after-reload.ts";
import { requireOwner, requireRegistration } from "./owner.ts";

/** `DELETE /v1/backends/{domain}`: 204 after the reload. */
export async function unregister(call: Call, api: Api): Promise<Answer> {
  await api.store.exclusively(async () => {
    const registration = await requireRegistration(call, api);
    await requireOwner(registration, call, api);
    await api.store.remove(registration.domain);
  });
  await afterReload(api);
  return { status: 204 };
}
