import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import type { Api } from "../../../src/registration/api.ts";
import { Faults } from "../../../src/registration/faults/faults.ts";
import type { Route } from "../../../src/registration/registration.ts";
import { ReloadQueue } from "../../../src/registration/reload/reload-queue.ts";
import { startRegistrationApi } from "../../../src/registration/server.ts";
import { LOCK_TIMES, type LockTimes } from "../../../src/registration/store/file-lock.ts";
import { RegistrationStore } from "../../../src/registration/store/store.ts";

/** An empty folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "rehearsal-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface ApiOptions {
  settings?: Partial<Api["settings"]>;
  /** Folder of the registrations; a new one unless given. */
  folder?: string;
  /** DNS of the test: addresses by container. */
  addresses?: Record<string, string[]>;
  reload?: () => Promise<void>;
  debounce?: number;
  lockTimes?: Partial<LockTimes>;
  master?: { pid: number; uptimeSeconds?: number } | undefined;
}

/** An API on a free loopback port with a HAProxy that only counts; it is closed after the test. */
export async function startApi(options: ApiOptions = {}) {
  const folder = options.folder ?? temporaryFolder();
  const paths = { folder, domainsMap: join(folder, "domains.map"), stateDir: join(folder, "state") };
  const seen = { reloads: 0, revived: [] as { route: Route; address: string }[], drained: [] as string[] };
  const reload = async () => {
    seen.reloads += 1;
    await options.reload?.();
  };
  const faults = new Faults();
  const api: Api = {
    settings: {
      apiKey: "",
      maxRegistrations: 100,
      allowedPorts: null,
      allowWhenUnresolvable: true,
      ...options.settings,
    },
    store: new RegistrationStore(paths, { ...LOCK_TIMES, ...options.lockTimes }),
    reloads: new ReloadQueue(reload, options.debounce ?? 0),
    haproxy: {
      master: async () => ("master" in options ? options.master : { pid: 1, uptimeSeconds: 5 }),
      revive: async (route, address) => void seen.revived.push({ route, address }),
      drain: async ({ domain }) => seen.drained.push(domain),
    },
    faults,
    resolve4: async (name) => options.addresses?.[name] ?? Promise.reject(new Error(`no ${name}`)),
    now: () => new Date("2026-01-02T03:04:05.678Z"),
    log: () => {},
  };
  const server = await startRegistrationApi(api, 0, "127.0.0.1");
  onTestFinished(() => server.close());
  return { ...callers(server.port), ...paths, seen, faults, server };
}

export type TestApi = Awaited<ReturnType<typeof startApi>>;

/** A status and the parsed body; undefined for an empty one. */
export interface Reply {
  status: number;
  body: unknown;
}

function callers(port: number) {
  const call = async (method: string, path: string, init: RequestInit = {}): Promise<Reply> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...init });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    call("POST", "/v1/backends", {
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: { "Content-Type": "application/json", ...headers },
    });
  return { call, post, url: `http://127.0.0.1:${port}` };
}

/** A valid request body with whatever a test changes. */
export function request(extra: object = {}) {
  return {
    domain: "a.example.org",
    container: "web",
    http_port: 80,
    https_port: 443,
    extra_ports: null,
    ...extra,
  };
}

/** The entry that the API shows for {@link request}. */
export function entry(extra: object = {}) {
  return { ...request(), map_port: null, created_at: "2026-01-02T03:04:05.678Z", ...extra };
}

/** What a refusal with this code looks like. */
export function refusal(status: number, code: string, extra: object = {}) {
  return { status, body: { error: expect.any(String), code, ...extra } };
}
