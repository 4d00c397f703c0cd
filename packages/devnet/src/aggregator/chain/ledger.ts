import type { DatabaseSync, StatementSync } from "node:sqlite";
import { openDatabase, type StorageLocation } from "../../storage/sqlite.ts";
import type { Round } from "../certificate/round.ts";
import type { Batch, CertificationLeaf, Certified, CommitmentLeaf } from "./leaves.ts";
import { certificationOf, commitmentOf, type Row } from "./rows-of-ledger.ts";
import { SCHEMA } from "./schema.ts";

/** Leaf payloads and rounds in SQLite; a round and its leaves are committed together. */
export class Ledger {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @throws DevnetError as `openDatabase` */
  constructor(location: StorageLocation) {
    this.#database = openDatabase(location, SCHEMA);
  }

  /** A fact about the whole chain, e.g. the node id. */
  fact(key: string): string | undefined {
    return this.#sql("SELECT value FROM chain WHERE key = ?").get(key)?.value as string | undefined;
  }

  /** Records facts of a new chain. */
  setFacts(facts: Record<string, string>): void {
    this.#transaction(() => {
      for (const [key, value] of Object.entries(facts)) {
        this.#sql("INSERT INTO chain (key, value) VALUES (?, ?)").run(key, value);
      }
    });
  }

  /** Stores a sealed round and its leaves, all or nothing. `previous` saves writing roots that did not change. */
  append(
    round: Round,
    previous: Round | undefined,
    batch: Batch,
    firstLeaf: { v1: number; v3: number },
  ): void {
    this.#transaction(() => {
      this.#insertRound(round, previous);
      batch.commitments.forEach((leaf, index) => {
        this.#sql("INSERT INTO commitment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)").run(
          firstLeaf.v1 + index,
          round.number,
          leaf.requestId,
          leaf.value,
          leaf.transactionHash,
          leaf.publicKey,
          leaf.signature,
          leaf.stateHash,
          leaf.createdAt,
        );
      });
      batch.certifications.forEach((leaf, index) => {
        this.#sql("INSERT INTO certification VALUES (?, ?, ?, ?, ?, ?, ?, ?)").run(
          firstLeaf.v3 + index,
          round.number,
          leaf.stateId,
          leaf.value,
          leaf.transactionHash,
          leaf.certificationData,
          leaf.referenceTime,
          leaf.createdAt,
        );
      });
    });
  }

  /** Stores a round that takes out all leaves of rounds after `number`, all or nothing. */
  revert(round: Round, previous: Round | undefined, number: number): void {
    this.#transaction(() => {
      this.#insertRound(round, previous);
      this.#sql("DELETE FROM commitment WHERE round > ?").run(number);
      this.#sql("DELETE FROM certification WHERE round > ?").run(number);
    });
  }

  /** The number of the last round, 0 for a new chain. */
  height(): number {
    return (this.#sql("SELECT max(number) AS number FROM round").get()?.number as number | null) ?? 0;
  }

  /** A round by its number. */
  round(number: number): Round | undefined {
    const row = this.#sql("SELECT number, sealed_at FROM round WHERE number = ?").get(number);
    if (!row) return undefined;
    const root = (name: "v1" | "v3") =>
      this.#sql(
        `SELECT ${name}_root AS root FROM round WHERE ${name}_root IS NOT NULL AND number <= ? ORDER BY number DESC LIMIT 1`,
      ).get(number)?.root as Uint8Array;
    return { number, sealedAt: row.sealed_at as number, roots: { v1: root("v1"), v3: root("v3") } };
  }

  /** Keys and values of a tree in the order of insertion. @param upTo round of the last one, default all */
  *leaves(
    generation: "v1" | "v3",
    upTo = Number.MAX_SAFE_INTEGER,
  ): Generator<{ key: Uint8Array; value: Uint8Array }> {
    const query =
      generation === "v1"
        ? "SELECT request_id AS key, value FROM commitment WHERE round <= ? ORDER BY leaf"
        : "SELECT state_id AS key, value FROM certification WHERE round <= ? ORDER BY leaf";
    for (const row of this.#sql(query).iterate(upTo)) yield row as { key: Uint8Array; value: Uint8Array };
  }

  commitment(leaf: number): Certified<CommitmentLeaf> {
    return commitmentOf(this.#sql("SELECT * FROM commitment WHERE leaf = ?").get(leaf) as Row);
  }

  certification(leaf: number): Certified<CertificationLeaf> {
    return certificationOf(this.#sql("SELECT * FROM certification WHERE leaf = ?").get(leaf) as Row);
  }

  commitmentsOf(round: number): Certified<CommitmentLeaf>[] {
    const rows = this.#sql("SELECT * FROM commitment WHERE round = ? ORDER BY leaf").all(round);
    return rows.map((row) => commitmentOf(row as Row));
  }

  certificationsOf(round: number): Certified<CertificationLeaf>[] {
    const rows = this.#sql("SELECT * FROM certification WHERE round = ? ORDER BY leaf").all(round);
    return rows.map((row) => certificationOf(row as Row));
  }

  close(): void {
    this.#database.close();
  }

  /** A root that did not change is null. */
  #insertRound(round: Round, previous: Round | undefined): void {
    const changed = (name: "v1" | "v3") =>
      previous && Buffer.compare(previous.roots[name], round.roots[name]) === 0 ? null : round.roots[name];
    this.#sql("INSERT INTO round VALUES (?, ?, ?, ?)").run(
      round.number,
      round.sealedAt,
      changed("v1"),
      changed("v3"),
    );
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

  #sql(query: string): StatementSync {
    let statement = this.#statements.get(query);
    if (!statement) {
      statement = this.#database.prepare(query);
      this.#statements.set(query, statement);
    }
    return statement;
  }
}
