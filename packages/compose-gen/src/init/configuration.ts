/** A configuration to start from: an application, its database, and the job that prepares the database. */
export function configurationText(project: string): string {
  return `import { defineConfig, defineJob, defineService, defineStack } from "@unicity-sphere/compose-gen";
import images from "./images.json" with { type: "json" };
import lock from "./images.lock.json" with { type: "json" };

const password = "/run/secrets/database-password";

const database = defineService({
  name: "database",
  runtime: {
    kind: "container",
    image: "postgres", // a key of images.json
    environment: { POSTGRES_USER: "app", POSTGRES_DB: "app", POSTGRES_PASSWORD_FILE: password },
    tmpfs: [{ path: "/run/postgresql", size: "16m" }], // everything else but volumes is read-only
  },
  endpoints: { sql: { port: 5432, protocol: "postgresql" } },
  mounts: [{ volume: "database", target: "/var/lib/postgresql/data" }],
  secrets: [{ secret: "database-password" }],
  health: { command: ["pg_isready", "-q", "-h", "127.0.0.1"] },
});

const environment = {
  DATABASE_URL: { endpoint: "database/sql", path: "/app" },
  DATABASE_USER: "app",
  DATABASE_PASSWORD_FILE: password,
};

const migrate = defineJob({
  name: "migrate",
  runtime: { kind: "container", image: "app", command: ["migrate"], environment },
  secrets: [{ secret: "database-password" }],
  dependsOn: { database: "healthy" },
});

const web = defineService({
  name: "web",
  runtime: { kind: "container", image: "app", command: ["serve"], environment },
  endpoints: {
    http: { port: 8080, protocol: "http", scope: "loopback", published: { variable: "WEB_PORT", default: 8080 } },
  },
  secrets: [{ secret: "database-password" }],
  dependsOn: { database: "healthy", migrate: "completed" },
  health: { command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/"] },
});

const app = defineStack({
  name: "app",
  description: "An application with its database",
  services: [database, migrate, web],
  volumes: { database: { class: "state", engine: "postgres" } },
  secrets: {
    "database-password": {
      purpose: "password of the database",
      format: "one line of text",
      consumers: ["database", "migrate", "web"],
      rotation: "change it in the database, replace the file, start the services again",
      file: { variable: "DATABASE_PASSWORD_FILE", default: "./secrets/database-password" },
    },
  },
  parameters: {
    WEB_PORT: { description: "Port of the application on this machine", default: "8080" },
    DATABASE_PASSWORD_FILE: { description: "File with the password", default: "./secrets/database-password" },
  },
});

export default defineConfig({ project: "${project}", images, lock, stacks: [app] });
`;
}
