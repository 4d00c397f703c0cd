import type { Api } from "../api.ts";
import { Refusal } from "../http/refusal.ts";

/** Waits for the reload that carries a change. Throws 500 `RELOAD_FAILED`; what was written stays. */
export async function afterReload({ reloads }: Pick<Api, "reloads">): Promise<void> {
  await reloads.afterChange().catch(refuse);
}

/** Reloads without waiting for further changes. Throws 500 `RELOAD_FAILED`. */
export async function reloadNow({ reloads }: Pick<Api, "reloads">): Promise<void> {
  await reloads.now().catch(refuse);
}

function refuse(error: Error): never {
  throw new Refusal(500, "RELOAD_FAILED", `HAProxy was not reloaded: ${error.message}`);
}
