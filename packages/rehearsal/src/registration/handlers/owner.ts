import type { Api, Call } from "../api.ts";
import { Refusal } from "../http/refusal.ts";
import type { Registration } from "../registration.ts";

/** The registration that a call names. Throws 400 without a name, and 404. */
export async function requireRegistration({ domain }: Call, { store }: Api): Promise<Registration> {
  if (domain === "") throw new Refusal(400, "VALIDATION_ERROR", "The path names no domain");
  const registration = await store.find(domain);
  if (!registration) throw new Refusal(404, "NOT_FOUND", `${domain} is not registered`);
  return registration;
}

/**
 * Throws 403 `OWNERSHIP_MISMATCH` unless the caller's address is one of the registered container's. Not asked when a key
 * is set: whoever holds it may change any domain.
 */
export async function requireOwner({ container }: Registration, { address }: Call, api: Api): Promise<void> {
  if (api.settings.apiKey !== "") return;
  const addresses = await api.resolve4(container).catch(() => undefined);
  const owner = addresses ? addresses.includes(address) : api.settings.allowWhenUnresolvable;
  if (!owner) throw new Refusal(403, "OWNERSHIP_MISMATCH", `${address} is not the address of ${container}`);
}
