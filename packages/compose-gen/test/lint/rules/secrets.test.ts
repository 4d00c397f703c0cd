// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose and of shells
import { describe, expect, test } from "vitest";
import type { LintFacts } from "../../../src/lint/subject.ts";
import { findingsOfService } from "../../support/lint.ts";

const found = (service: object, rest?: Record<string, unknown>, facts?: LintFacts) =>
  findingsOfService(service, rest, facts).map(({ rule, severity, path }) => `${severity} ${rule} ${path}`);
const _digest = `sha256:${"4d".repeat(32)}`;
const _at = "services.web";

describe("secrets", () => {
  test.each<[object, string]>([
    [{ environment: { DB_PASSWORD: "hunter2" } }, "error secrets.environment"],
    [{ environment: ["API_KEY=abc123def"] }, "error secrets.environment"],
    [{ environment: { jwtSecret: "abc" } }, "error secrets.environment"],
    [{ environment: { PASSWORD: "${PASSWORD:-changeme}" } }, "error secrets.environment"],
    [{ environment: { DATABASE_URL: "postgres://app:hunter2@db/app" } }, "error secrets.environment"],
    [{ environment: { DATABASE_URL: "postgres://app:${PW}@db/app" } }, "warning secrets.environment"],
    [{ environment: { PASSWORD: "${PASSWORD}" } }, "warning secrets.environment"],
    [{ environment: { PASSWORD: "${PASSWORD:?needed}" } }, "warning secrets.environment"],
    [{ environment: ["PASSWORD"] }, "warning secrets.environment"],
    [{ command: "redis-server --requirepass hunter2" }, "error secrets.arguments"],
    [{ command: ["app", "--api-key=abc123def"] }, "error secrets.arguments"],
    [{ command: ["app", "postgres://app:hunter2@db/app"] }, "error secrets.arguments"],
    [{ entrypoint: ["sh", "-c", "exec app --db-password ${DB_PASSWORD}"] }, "error secrets.arguments"],
    [{ command: "mysqldump -psecret123 shop" }, "error secrets.arguments"],
    [{ command: ["sh", "-c", "mariadb-dump -uroot -p$$PASSWORD shop > /dump"] }, "error secrets.arguments"],
    [
      { command: ["gosu", "app", "/usr/bin/mongodump", "-u", "app", "-p", "secret123"] },
      "error secrets.arguments",
    ],
    [{ command: "mysql --password=x1y2z3" }, "error secrets.arguments"],
    [{ command: ["sshpass", "-psecret123", "ssh", "host"] }, "error secrets.arguments"],
    [{ healthcheck: { test: ["CMD", "redis-cli", "-a", "secret123", "ping"] } }, "error secrets.arguments"],
    ...[
      "PGPASSWORD",
      "PASSWORD_1",
      "DB_PASS1",
      "SECRET_KEY_BASE",
      "JWT",
      "SMTP_PW",
      "JWT_SECRETS",
      "db.apiKey",
    ].map((name): [object, string] => [{ environment: { [name]: "hunter2" } }, "error secrets.environment"]),
    ...[
      `ghp_${"a1".repeat(18)}`,
      `github_pat_${"11AB".repeat(8)}`,
      `sk-${"ab1".repeat(12)}`,
      `xoxb-${"1234567890"}-abcdef`,
      "AKIAIOSFODNN7EXAMPLE",
      `nsec1${"q".repeat(58)}`,
      `glpat-${"x".repeat(20)}`,
      "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blb\n",
    ].flatMap((value): [object, string][] => [
      [{ environment: { MODE: `x ${value}` } }, "error secrets.environment"],
      [{ labels: { "com.example.mode": value } }, "error secrets.plain-text"],
      [{ command: ["app", value] }, "error secrets.arguments"],
      [
        { healthcheck: { test: ["CMD", "curl", "-H", `Authorization: ${value}`] } },
        "error secrets.arguments",
      ],
    ]),
    [{ environment: { DSN: "app:hunter2@tcp(db:3306)/shop" } }, "error secrets.environment"],
    [{ environment: { DSN: "host=db password=hunter2" } }, "error secrets.environment"],
    [{ environment: { CONNECTION: "Server=db;Password=hunter2;" } }, "error secrets.environment"],
    [{ environment: { JAVA_OPTS: "-Dspring.datasource.password=hunter2" } }, "error secrets.environment"],
    [{ environment: { DB_PASSWORD: "/hunter2/x" } }, "error secrets.environment"],
    [{ environment: { DB_PASSWORD: "./hunter2" } }, "error secrets.environment"],
    [{ environment: { DB_PASSWORD: "${X}hunter2" } }, "error secrets.environment"],
    [{ environment: { DB_URL: "postgres://app:$$ecret@db/shop" } }, "error secrets.environment"],
    [{ labels: { "com.example.db-password": "hunter2" } }, "error secrets.plain-text"],
    [{ labels: ["com.example.db=postgres://app:hunter2@db"] }, "error secrets.plain-text"],
    [{ command: ["env", "PGPASSWORD=hunter2", "psql"] }, "error secrets.arguments"],
    [{ command: ["sh", "-c", "export PGPASSWORD=hunter2; psql"] }, "error secrets.arguments"],
    [{ healthcheck: { test: "PGPASSWORD='hunter2' psql -c 'select 1'" } }, "error secrets.arguments"],
    [{ post_start: [{ command: "psql --password hunter2" }] }, "error secrets.arguments"],
    [{ post_start: [{ command: "x", environment: { PASSWORD: "hunter2" } }] }, "error secrets.environment"],
    [{ build: { context: ".", args: { NPM_TOKEN: "hunter2" } } }, "error secrets.environment"],
    [{ healthcheck: { test: "mysqladmin ping -psecret123" } }, "error secrets.arguments"],
  ])("%j", (service, expected) => {
    expect(findingsOfService(service).map(({ severity, rule }) => `${severity} ${rule}`)).toEqual([expected]);
  });

  test.each<[object]>([
    [{ environment: { DB_PASSWORD_FILE: "/run/secrets/db" } }],
    [{ environment: { MNEMONIC_SECRET: "/run/secrets/mnemonic" } }],
    [{ environment: { ALLOW_EMPTY_PASSWORD: "yes", PASSWORD: "" } }],
    [{ environment: { TOKEN_LIFETIME: "30m", PUBLIC_KEY: "02ab", KEYBOARD: "us", BYPASS: "now" } }],
    [{ environment: { PASSWORD_MIN_LENGTH: 8, REQUIRE_PASSWORD: true, MAX_TOKENS: 128_000, TOKEN: "none" } }],
    [{ environment: { DB_PASSWORD: "/data/password" }, volumes: ["data:/data"] }],
    [{ environment: { DB_PASSWORD: "/tmp/password" }, tmpfs: ["/tmp:size=1m"] }],
    [{ environment: { DB_PASSWORD: "/etc/shop/password", IMAGE: "sk-learn-model-of-somebody" } }],
    [{ environment: { URL: "https://web/?token={token}&a=b" } }],
    [{ labels: { "com.example.password-file": "/run/secrets/x", "com.example.token": "true" } }],
    [{ command: ["sh", "-c", "PASSWORD=$$(cat /run/secrets/x); export TOKEN=none; app"] }],
    [{ healthcheck: { test: 'PGPASSWORD="$$(cat /run/secrets/db)" psql' } }],
    [{ environment: { URL: "http://web:8080/a@b" } }],
    [{ command: ["app", "--password-file", "/run/secrets/db", "--token-type", "jwt"] }],
    [{ command: ["app", "--password", "--verbose"] }],
    [{ command: ["psql", "-p", "5432"] }],
    [{ command: ["mysqldump", "-p", "shop"] }],
    [{ command: ["mysql", "-P", "3306", "-u", "app"] }],
    [{ command: ["mongosh", "-p"] }],
    [{ healthcheck: { test: ["CMD-SHELL", 'mysqladmin ping -p"$$(cat /run/secrets/root)"'] } }],
  ])("%j is fine", (service) => {
    expect(found(service)).toEqual([]);
  });
});
