import { expect } from "vitest";
import { docker, uniqueName, withEngine } from "../../support/engine.ts";
import { eventually } from "../faucet/support/wait.ts";
import { relayImage } from "./support/image.ts";

/** The two tables of nostr-rs-relay's database (schema 19) that hold events, and its settings, in its order. */
const SCHEMA = `PRAGMA journal_mode = WAL; PRAGMA auto_vacuum = FULL;
CREATE TABLE event (id INTEGER PRIMARY KEY, event_hash BLOB NOT NULL, first_seen INTEGER NOT NULL,
  created_at INTEGER NOT NULL, expires_at INTEGER, author BLOB NOT NULL, delegated_by BLOB, kind INTEGER NOT NULL,
  hidden INTEGER, content TEXT NOT NULL);
CREATE UNIQUE INDEX event_hash_index ON event(event_hash);
CREATE INDEX kind_index ON event(kind);
CREATE TABLE tag (id INTEGER PRIMARY KEY, event_id INTEGER NOT NULL, name TEXT, value TEXT, value_hex BLOB,
  created_at INTEGER NOT NULL, kind INTEGER NOT NULL,
  FOREIGN KEY(event_id) REFERENCES event(id) ON UPDATE CASCADE ON DELETE CASCADE);`;

/** 1,300 old and 100 new events of each kind, with a tag each. */
const EVENTS = [0, 1, 1059, 30078, 31113]
  .map(
    (kind) => `INSERT INTO event (event_hash, first_seen, created_at, author, kind, hidden, content)
      SELECT randomblob(32), unixepoch() - iif(value <= 1300, 40, 2) * 86400, unixepoch() - 50 * 86400, x'00', ${kind}, 0,
        hex(randomblob(500)) FROM generate_series(1, 1400);`,
  )
  .join("\n");

interface Database extends AsyncDisposable {
  prune(...args: string[]): Promise<{ code: number; text: string }>;
  /** Statements and dot commands of the sqlite3 command, one after the other. */
  sql(...statements: string[]): Promise<string>;
  shell(script: string): Promise<string>;
}

/** A volume with a relay's database, in a container that does nothing else. */
async function startDatabase(): Promise<Database> {
  const name = uniqueName("prune");
  await docker(
    ...["run", "--detach", "--name", name, "--network", "none", "--cap-drop", "ALL"],
    ...["--cap-add", "SETUID", "--cap-add", "SETGID", "--volume", "/var/lib/relay"],
    ...[await relayImage(), "sleep", "infinity"],
  );
  const file = "/var/lib/relay/db/nostr.db";
  const inside = (user: string, ...command: string[]) => docker("exec", "--user", user, name, ...command);
  await inside("1001", "mkdir", "/var/lib/relay/db");
  await inside(
    "1001",
    "sqlite3",
    file,
    `${SCHEMA}${EVENTS}
    INSERT INTO tag (event_id, name, value, created_at, kind) SELECT id, 'p', 'x', created_at, kind FROM event;`,
  );
  return {
    sql: (...statements) => inside("1001", "sqlite3", file, ...statements),
    shell: (script) => inside("1001", "sh", "-c", script),
    prune: (...args) =>
      inside("0", "relay-prune", ...args).then(
        (text) => ({ code: 0, text }),
        ({ exitCode, stderr }) => ({ code: exitCode, text: stderr }),
      ),
    [Symbol.asyncDispose]: async () => void (await docker("rm", "--force", "--volumes", name)),
  };
}

const COUNTS = "SELECT kind, count(*) FROM event GROUP BY kind; SELECT count(*) FROM tag;";

withEngine(
  "old messages go with their tags, in batches; bindings, transfers and new events stay",
  async () => {
    await using database = await startDatabase();
    expect((await database.prune("--older-than", "30", "--dry-run")).text).toBe(
      "2600 of 7000 events would be removed",
    );
    const size = Number(await database.sql("SELECT page_count FROM pragma_page_count;"));
    const { code, text } = await database.prune("--older-than", "30");
    expect(text).toMatch(/^2600 events removed/);
    expect(code).toBe(0);
    expect((await database.sql(COUNTS)).split("\n")).toEqual([
      "0|1400",
      "1|100",
      "1059|100",
      "30078|1400",
      "31113|1400",
      "4400",
    ]);
    const free = "SELECT page_count - freelist_count FROM pragma_page_count, pragma_freelist_count;";
    expect(Number(await database.sql(free))).toBeLessThan(0.7 * size);
    expect(await database.sql("PRAGMA integrity_check;")).toBe("ok");
    expect((await database.prune("--older-than", "30", "--kinds", "31113")).text).toMatch(/^1300 events/);
  },
);

withEngine("what clients expect for ever cannot be named, and wrong arguments change nothing", async () => {
  await using database = await startDatabase();
  for (const kinds of ["30078", "1059,0", "10002", "5", "1059;DROP TABLE event", ""])
    expect(await database.prune("--older-than", "30", "--kinds", kinds)).toMatchObject({ code: 3 });
  for (const args of [[], ["--older-than", "0"], ["--older-than", "-1"], ["--older-than"], ["--all"]])
    expect(await database.prune(...args)).toMatchObject({ code: 3, text: expect.stringContaining("Usage:") });
  expect(await database.sql("SELECT count(*) FROM event;")).toBe("7000");
});

withEngine("it waits for a relay that writes meanwhile", async () => {
  await using database = await startDatabase();
  const writing = database.sql(
    "BEGIN IMMEDIATE; UPDATE event SET hidden = 1 WHERE id = 7;",
    ".shell touch /tmp/writing; until [ -e /tmp/enough ]; do sleep 0.05; done",
    "COMMIT;",
  );
  await eventually("it writes", () => database.shell("test -e /tmp/writing && echo yes"));
  const pruned = database.prune("--older-than", "30");
  await eventually("it is about to delete", () =>
    database.shell("pgrep -fx 'sqlite3 -bail -batch -noheader [^ ]*'"),
  );
  await database.shell("touch /tmp/enough");
  await writing;
  expect(await pruned).toMatchObject({ code: 0, text: expect.stringMatching(/^2600 events removed/) });
});
