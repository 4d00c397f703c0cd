import type { Api, Call } from "../api.ts";
import type { Answer } from "../http/answer.ts";
import { reloadNow } from "./after-reload.ts";

/** `POST /v1/reload`: reloads at once, without the delay that gathers changes. */
export async function reload(_call: Call, api: Api): Promise<Answer> {
  await reloadNow(api);
  const { length } = await api.store.list();
  const body = {
    message: "HAProxy reloaded",
    backends_count: length,
    reload_timestamp: api.now().toISOString(),
  };
  return { status: 200, body };
}
