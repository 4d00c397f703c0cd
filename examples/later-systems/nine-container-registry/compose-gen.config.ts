import { defineConfig, defineJob, defineService, defineStack } from "@unicity-sphere/compose-gen";
import { unlocked } from "../unlocked.ts";

const images = {
  postgres: {
    repository: "docker.io/library/postgres",
    tag: "17.5",
    versionParts: 2,
    user: "999:999",
    tools: ["pg_isready"],
  },
  valkey: { repository: "registry.example/valkey", tag: "8.1.3", user: "999:1000", tools: ["valkey-cli"] },
  search: { repository: "registry.example/search", tag: "1.15.2", user: "1000:1000", tools: ["curl"] },
  registry: {
    repository: "registry.example/registry",
    tag: "sha-4be1c02",
    user: "65532:65532",
    tools: ["registry"],
  },
};

const password = "/run/secrets/database-password";
const backend = { networks: ["backend"], stopGracePeriod: 30_000 };

const database = defineService({
  ...backend,
  name: "database",
  runtime: {
    kind: "container",
    image: "postgres",
    environment: { POSTGRES_DB: "registry", POSTGRES_PASSWORD_FILE: password },
    tmpfs: [{ path: "/run/postgresql", size: "16m" }],
  },
  endpoints: { sql: { port: 5432, protocol: "postgresql" } },
  mounts: [{ volume: "names", target: "/var/lib/postgresql/data" }],
  secrets: [{ secret: "database-password" }],
  health: { command: ["pg_isready", "-q", "-h", "127.0.0.1"] },
  limits: { memory: "2g" },
});

const queue = defineService({
  ...backend,
  name: "queue",
  runtime: { kind: "container", image: "valkey", command: ["valkey-server", "--appendonly", "yes"] },
  endpoints: { valkey: { port: 6379, protocol: "redis" } },
  mounts: [{ volume: "queue", target: "/data" }],
  health: { command: ["valkey-cli", "ping"] },
});

const search = defineService({
  ...backend,
  name: "search",
  runtime: { kind: "container", image: "search", tmpfs: [{ path: "/tmp", size: "64m" }] },
  endpoints: { http: { port: 7700, protocol: "http" } },
  mounts: [{ volume: "index", target: "/index" }],
  health: { command: ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:7700/health"] },
});

const environment = {
  DATABASE_URL: { endpoint: "database/sql", path: "/registry" },
  DATABASE_PASSWORD_FILE: password,
  QUEUE_URL: { endpoint: "queue/valkey" },
  SEARCH_URL: { endpoint: "search/http" },
};
const run = (...command: string[]) => ({
  kind: "container" as const,
  image: "registry",
  command,
  environment,
});
const withPassword = { ...backend, secrets: [{ secret: "database-password" }] };

const migrate = defineJob({
  ...withPassword,
  name: "migrate",
  runtime: run("migrate"),
  dependsOn: { database: "healthy" },
});

const reindex = defineJob({
  ...withPassword,
  name: "reindex",
  runtime: run("reindex", "--if-empty"),
  dependsOn: { migrate: "completed", search: "healthy" },
});

const api = defineService({
  ...withPassword,
  name: "api",
  runtime: run("api"),
  endpoints: { http: { port: 8080, protocol: "http" } },
  dependsOn: { migrate: "completed", queue: "healthy", search: "healthy" },
  health: { command: ["registry", "health", "api"] },
});

const worker = defineService({
  ...withPassword,
  name: "worker",
  runtime: run("worker"),
  dependsOn: { migrate: "completed", reindex: "completed", queue: "healthy" },
  health: { command: ["registry", "health", "worker"] },
});

const notary = defineService({
  ...backend,
  name: "notary",
  runtime: { ...run("notary"), environment: { QUEUE_URL: environment.QUEUE_URL } },
  mounts: [{ volume: "notary-keys", target: "/keys", readOnly: true }],
  dependsOn: { queue: "healthy" },
  health: { command: ["registry", "health", "notary"] },
});

const web = defineService({
  name: "web",
  runtime: { ...run("web"), environment: { API_URL: { endpoint: "api/http" } } },
  endpoints: {
    http: {
      port: 8000,
      protocol: "http",
      scope: "loopback",
      published: { variable: "WEB_PORT", default: 8000 },
    },
  },
  networks: ["default", "backend"],
  dependsOn: { api: "healthy" },
  health: { command: ["registry", "health", "web"] },
});

const registry = defineStack({
  name: "registry",
  description: "Names and who owns them",
  services: [database, queue, search, migrate, reindex, api, worker, notary, web],
  volumes: {
    names: { class: "state", engine: "postgres", stateSet: "registry" },
    queue: { class: "state", engine: "redis", stateSet: "registry" },
    index: { class: "cache", description: "Built again by reindex" },
    "notary-keys": { class: "keys" },
  },
  stateSets: { registry: { description: "The queue names rows of the database" } },
  networks: { backend: { internal: true } },
  secrets: {
    "database-password": {
      purpose: "password of the database",
      format: "one line of text",
      consumers: ["database", "migrate", "reindex", "api", "worker"],
      rotation: "change it in the database, replace the file, start the services again",
      file: { variable: "DATABASE_PASSWORD_FILE", default: "./secrets/database-password" },
    },
  },
  provides: { names: { service: "web", endpoint: "http" } },
  checks: { front: { kind: "http.status", endpoint: "web/http", with: { path: "/" } } },
});

export default defineConfig({ project: "names", images, lock: unlocked(images), stacks: [registry] });
