import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { TableCopies } from "../../src/storage/table-copies.ts";

let database: DatabaseSync;
let copies: TableCopies;

beforeEach(() => {
  database = new DatabaseSync(":memory:");
  database.exec(`PRAGMA foreign_keys = ON;
    CREATE TABLE parent (id INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT;
    CREATE TABLE child (parent INTEGER NOT NULL REFERENCES parent(id) ON DELETE CASCADE, name TEXT NOT NULL,
      PRIMARY KEY (parent, name)) STRICT, WITHOUT ROWID;
    CREATE INDEX child_name ON child (name);
    INSERT INTO parent VALUES (3, x'00ff'), (7, x'');
    INSERT INTO child VALUES (3, 'a'), (7, 'b');`);
  copies = new TableCopies(database);
});
afterEach(() => database.close());

const content = () =>
  ["parent", "child"].map((table) =>
    database
      .prepare(`SELECT * FROM main.${table} ORDER BY 1`)
      .all()
      .map((row) => Object.values(row)),
  );

it("brings every table back, also after rows were added, changed, replaced and deleted", () => {
  const insert = database.prepare("INSERT INTO parent VALUES (?, ?)");
  const before = content();
  const copy = copies.take();
  insert.run(8, new Uint8Array(3));
  database.exec("DELETE FROM parent WHERE id = 3; INSERT OR REPLACE INTO child VALUES (7, 'b');");
  database.exec("UPDATE child SET name = 'c'; UPDATE parent SET content = x'01';");
  copies.revert(copy);
  expect(content()).toEqual(before);
  insert.run(8, new Uint8Array(3));
  copies.revert(copy);
  expect(content()).toEqual(before);
});

it("keeps copies apart, and those that are left when one is forgotten", () => {
  const states = [content()];
  const taken = [copies.take()];
  database.exec("INSERT INTO child VALUES (7, 'x')");
  taken.push(copies.take());
  states.push(content());
  const [first = 0, second = 0] = taken;
  copies.revert(first);
  expect(content()).toEqual(states[0]);
  copies.forget(first);
  copies.revert(second);
  expect(content()).toEqual(states[1]);
});

it("changes nothing when a copy does not exist", () => {
  const before = content();
  copies.take();
  expect(() => copies.revert(99)).toThrow();
  expect(content()).toEqual(before);
});
