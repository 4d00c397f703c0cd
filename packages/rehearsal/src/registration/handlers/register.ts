import type { Api, Call } from "../api.ts";
import type { Answer } from "../http/answer.ts";
import { readJsonObject } from "../http/read-json.ts";
import { Refusal } from "../http/refusal.ts";
import { fingerprint, type Registration, type Route } from "../registration.ts";
import { validContainer } from "../validate/container.ts";
import { validDomain } from "../validate/domain.ts";
import { checkModes, validExtraPorts } from "../validate/extra-ports.ts";
import { checkPortsAllowed, validPorts } from "../validate/ports.ts";
import { afterReload } from "./after-reload.ts";

interface Outcome {
  status: 200 | 201;
  changed: boolean;
  registration: Registration;
  message?: string;
}

/** `POST /v1/backends`: 201 new, 200 identical or updated. A change answers only after the reload; a failed reload keeps it. */
export async function register(call: Call, api: Api): Promise<Answer> {
  const body = await readJsonObject(call.request);
  const route = {
    domain: validDomain(body.domain),
    container: validContainer(body.container),
    ...validPorts(body),
  };
  checkPortsAllowed(route, api.settings.allowedPorts);
  const { status, changed, registration, message } = await api.store.exclusively(async () => {
    const registrations = await api.store.list();
    const existing = registrations.find(({ domain }) => domain === route.domain);
    checkLimit(existing, registrations.length, api.settings.maxRegistrations);
    const extra_ports = validExtraPorts(body.extra_ports, api.settings.allowedPorts);
    checkModes(route.domain, extra_ports, registrations);
    return save({ ...route, extra_ports }, existing, call, api);
  });
  if (changed) await afterReload(api);
  reviveInBackground(registration, api);
  return { status, body: { ...registration, ...(message && { message }) } };
}

function checkLimit(existing: Registration | undefined, count: number, limit: number): void {
  if (!existing && count >= limit) {
    throw new Refusal(429, "LIMIT_EXCEEDED", `There are ${count} registrations; the limit is ${limit}`);
  }
}

async function save(
  route: Route,
  existing: Registration | undefined,
  call: Call,
  api: Api,
): Promise<Outcome> {
  // An empty list is stored as none, and is therefore never identical to what is stored.
  const extra_ports = route.extra_ports?.length ? route.extra_ports : null;
  if (!existing) {
    const created_at = api.now().toISOString();
    await api.store.add(route, created_at, call.address);
    return { status: 201, changed: true, registration: { ...route, extra_ports, created_at } };
  }
  if (existing.container !== route.container) {
    throw new Refusal(409, "DOMAIN_CONFLICT", `${route.domain} belongs to ${existing.container}`, {
      existing,
    });
  }
  const identical = fingerprint(existing) === fingerprint(route);
  if (!identical) await api.store.replace(route);
  return {
    status: 200,
    changed: !identical,
    registration: { ...route, extra_ports, created_at: existing.created_at },
    message: identical ? "Already registered with identical configuration" : "Registration updated",
  };
}

/** Best effort: HAProxy's own resolver finds the container too, only later. */
function reviveInBackground(registration: Registration, api: Api): void {
  const revive = async () => {
    const [address] = await api.resolve4(registration.container);
    if (address !== undefined) await api.haproxy.revive(registration, address);
  };
  revive().catch((error: Error) => api.log(`${registration.domain}: servers not revived: ${error.message}`));
}
