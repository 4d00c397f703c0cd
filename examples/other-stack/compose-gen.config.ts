import { defineConfig, defineJob, defineService, defineStack } from "@unicity-sphere/compose-gen";
import images from "./images.json" with { type: "json" };
import lock from "./images.lock.json" with { type: "json" };

const password = "/run/secrets/database-password";

const database = defineService({
  name: "database",
  runtime: {
    kind: "container",
    image: "postgres",
    environment: { POSTGRES_USER: "shop", POSTGRES_DB: "shop", POSTGRES_PASSWORD_FILE: password },
    tmpfs: [{ path: "/run/postgresql", size: "16m" }],
  },
  endpoints: { sql: { port: 5432, protocol: "postgresql" } },
  mounts: [{ volume: "orders", target: "/var/lib/postgresql/data" }],
  secrets: [{ secret: "database-password" }],
  health: { command: ["pg_isready", "-q", "-h", "127.0.0.1"] },
  limits: { memory: "1g" },
  stopGracePeriod: 60_000,
  networks: ["backend"],
});

const environment = {
  DATABASE_URL: { endpoint: "database/sql", path: "/shop" },
  DATABASE_USER: "shop",
  DATABASE_PASSWORD_FILE: password,
} as const;

const migrate = defineJob({
  name: "migrate",
  runtime: { kind: "container", image: "shop", command: ["migrate"], environment },
  secrets: [{ secret: "database-password" }],
  dependsOn: { database: "healthy" },
  networks: ["backend"],
});

const web = defineService({
  name: "web",
  runtime: {
    kind: "container",
    image: "shop",
    command: ["serve"],
    environment: { ...environment, GREETING: { variable: "GREETING" } },
    readOnly: false,
    tmpfs: [{ path: "/tmp", size: "64m" }],
  },
  endpoints: {
    http: {
      port: 8080,
      protocol: "http",
      scope: "loopback",
      published: { variable: "WEB_PORT", default: 8080 },
    },
  },
  mounts: [
    { volume: "pictures", target: "/srv/pictures" },
    { volume: "thumbnails", target: "/srv/thumbnails" },
  ],
  secrets: [{ secret: "database-password" }],
  dependsOn: { database: "healthy", migrate: "completed" },
  health: { command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/"] },
  networks: ["default", "backend"],
  waivers: [
    {
      rule: "filesystem.read-only",
      reason: "its template engine writes compiled templates beside the sources",
      expires: "2035-12-31",
    },
  ],
});

const shop = defineStack({
  name: "shop",
  description: "A shop with its database",
  services: [database, migrate, web],
  volumes: {
    orders: { class: "state", engine: "postgres", stateSet: "shop" },
    pictures: { class: "state", stateSet: "shop", description: "What the sellers uploaded" },
    thumbnails: { class: "cache" },
  },
  stateSets: { shop: { description: "Orders name the pictures of what was bought" } },
  networks: { backend: { internal: true, description: "The database and who may reach it" } },
  secrets: {
    "database-password": {
      purpose: "password of the database",
      format: "one line of text",
      consumers: ["database", "migrate", "web"],
      rotation: "change it in the database, replace the file, start the services again",
      file: { variable: "DATABASE_PASSWORD_FILE", default: "./secrets/database-password" },
    },
  },
  provides: { shop: { service: "web", endpoint: "http" } },
  parameters: {
    GREETING: { description: "First line of every page", default: "Costs 5 or less" },
    WEB_PORT: { description: "Port of the shop on this machine", default: "8080" },
    DATABASE_PASSWORD_FILE: { description: "File with the password", default: "./secrets/database-password" },
  },
});

export default defineConfig({ project: "other", images, lock, stacks: [shop] });
