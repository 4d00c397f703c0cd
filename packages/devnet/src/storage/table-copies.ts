import type { DatabaseSync } from "node:sqlite";

/** Copies of all tables of a database, in memory, by number. A kept copy costs as much memory as its rows. */
export class TableCopies {
  readonly #database: DatabaseSync;
  #attached = false;
  #last = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Copies everything of this moment. @returns number of the copy */
  take(): number {
    if (!this.#attached) this.#database.exec("ATTACH ':memory:' AS copies");
    this.#attached = true;
    const copy = this.#last + 1;
    this.#transaction(() =>
      this.#eachTable((table) => `CREATE TABLE ${nameOf(copy, table)} AS SELECT * FROM main."${table}"`),
    );
    this.#last = copy;
    return copy;
  }

  /** Replaces all rows by those of a copy, which stays. @throws Error of SQLite; nothing is changed then */
  revert(copy: number): void {
    this.#transaction(() => {
      this.#database.exec("PRAGMA defer_foreign_keys = ON");
      this.#eachTable((table) => `DELETE FROM main."${table}"`);
      this.#eachTable((table) => `INSERT INTO main."${table}" SELECT * FROM ${nameOf(copy, table)}`);
    });
  }

  /** Deletes a copy. */
  forget(copy: number): void {
    this.#transaction(() => this.#eachTable((table) => `DROP TABLE ${nameOf(copy, table)}`));
  }

  #eachTable(statement: (table: string) => string): void {
    const tables = this.#database
      .prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .all();
    for (const { name } of tables) this.#database.exec(statement(name as string));
  }

  #transaction(work: () => void): void {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.#database.exec("COMMIT");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}

function nameOf(copy: number, table: string): string {
  return `copies."${copy}:${table}"`;
}
