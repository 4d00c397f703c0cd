import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Registration, Route } from "../registration.ts";
import { appendRoute, MAP_HEADER, parseDomainsMap, removeRoute, replaceRoute } from "./domains-map.ts";
import { LOCK_TIMES, type LockTimes, lockAge, withFileLock } from "./file-lock.ts";
import { readMetadata, writeMetadata } from "./metadata.ts";
import { unlessMissing, unlessPresent, writeFileAtomic } from "./write-file.ts";

/** Where registrations are kept. `domains.map` is the source of truth and may be edited by hand. */
export interface StorePaths {
  domainsMap: string;
  stateDir: string;
}

/** Registrations on disk: every call reads the files, so that nothing is lost when the API restarts. */
export class RegistrationStore {
  readonly #map: string;
  readonly #metadata: string;
  readonly #lock: string;
  readonly #times: LockTimes;

  constructor({ domainsMap, stateDir }: StorePaths, times: LockTimes = LOCK_TIMES) {
    this.#map = domainsMap;
    this.#metadata = join(stateDir, "registrations.json");
    this.#lock = join(stateDir, "registrations.lock");
    this.#times = times;
  }

  async list(): Promise<Registration[]> {
    const [text, metadata] = await Promise.all([this.#text(), readMetadata(this.#metadata)]);
    return parseDomainsMap(text).map((route) => ({
      ...route,
      created_at: metadata[route.domain]?.created_at ?? null,
    }));
  }

  async find(domain: string): Promise<Registration | undefined> {
    return (await this.list()).find((registration) => registration.domain === domain);
  }

  /** Only one writer works at a time, also beside another process. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return withFileLock(this.#lock, this.#times, work);
  }

  /** Age of the writers' lock in ms, or undefined while nobody writes. */
  lockAge(): Promise<number | undefined> {
    return lockAge(this.#lock);
  }

  /** Makes an empty `domains.map` where there is none, so that a person finds the file to edit. */
  async createMap(): Promise<void> {
    await mkdir(dirname(this.#map), { recursive: true });
    await writeFile(this.#map, MAP_HEADER, { flag: "wx" }).catch(unlessPresent);
  }

  async add(route: Route, created_at: string, registered_by: string): Promise<void> {
    await writeFileAtomic(this.#map, appendRoute(await this.#text(), route));
    const metadata = await readMetadata(this.#metadata);
    await writeMetadata(this.#metadata, { ...metadata, [route.domain]: { created_at, registered_by } });
  }

  async replace(route: Route): Promise<void> {
    await writeFileAtomic(this.#map, replaceRoute(await this.#text(), route));
  }

  async remove(domain: string): Promise<void> {
    await writeFileAtomic(this.#map, removeRoute(await this.#text(), domain));
    const { [domain]: _, ...metadata } = await readMetadata(this.#metadata);
    await writeMetadata(this.#metadata, metadata);
  }

  async #text(): Promise<string> {
    return (await readFile(this.#map, "utf8").catch(unlessMissing)) ?? MAP_HEADER;
  }
}
