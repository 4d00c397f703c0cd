import type { DatabaseSync, StatementSync } from "node:sqlite";
import { eventJson, type NostrEvent } from "../event/event.ts";
import { DELETION, isReplaceable } from "../event/kinds.ts";
import { addressOf, deletedIds, expirationOf, indexedTags } from "../event/tags.ts";

/** `new`: stored and to be sent to subscribers. `known`: already stored, superseded by a newer one, or deleted. */
export type Saved = "new" | "known";

/**
 * Writes single events into an open transaction, with the rules of nostr-rs-relay 0.9: of two replaceable events with
 * the same time the first one stays, a deletion hides and also catches an event that arrives after it.
 */
export class EventWriter {
  readonly #sql: Record<keyof typeof STATEMENTS, StatementSync>;

  constructor(database: DatabaseSync) {
    this.#sql = Object.fromEntries(
      Object.entries(STATEMENTS).map(([name, sql]) => [name, database.prepare(sql)]),
    ) as Record<keyof typeof STATEMENTS, StatementSync>;
  }

  /** Stores the event unless it is known. Ephemeral events must not come here. */
  save(event: NostrEvent): Saved {
    const pubkey = Buffer.from(event.pubkey, "hex");
    const address = addressOf(event);
    const older = this.#supersededBy(event, pubkey, address);
    if (older === "newer exists") return "known";
    const hidden = event.kind !== DELETION && this.#wasDeleted(event, pubkey);
    const inserted = this.#sql.insert.run(
      Buffer.from(event.id, "hex"),
      pubkey,
      event.created_at,
      event.kind,
      address,
      expirationOf(event),
      hidden ? 1 : 0,
      eventJson(event),
    );
    if (inserted.changes === 0) return "known";
    for (const [name, value] of indexedTags(event)) {
      this.#sql.insertTag.run(name, value, event.kind, event.created_at, inserted.lastInsertRowid);
    }
    for (const seq of older) this.remove(seq);
    if (event.kind === DELETION) this.#hide(event, pubkey);
    return hidden ? "known" : "new";
  }

  /** Removes a row and its tags. */
  remove(seq: number): void {
    const row = this.#sql.json.get(seq) as { json: string } | undefined;
    if (!row) return;
    const event = JSON.parse(row.json) as NostrEvent;
    for (const [name, value] of indexedTags(event)) {
      this.#sql.removeTag.run(name, value, event.kind, event.created_at, seq);
    }
    this.#sql.remove.run(seq);
  }

  /** Removes what expired until `now` (unix seconds). @returns how many */
  removeExpired(now: number): number {
    const rows = this.#sql.expired.all(now) as { seq: number }[];
    for (const { seq } of rows) this.remove(seq);
    return rows.length;
  }

  #supersededBy(event: NostrEvent, pubkey: Buffer, address: string | null): number[] | "newer exists" {
    if (address === null && !isReplaceable(event.kind)) return [];
    const rows = (
      address === null
        ? this.#sql.sameKind.all(pubkey, event.kind)
        : this.#sql.sameAddress.all(pubkey, event.kind, address)
    ) as { seq: number; created_at: number }[];
    if (rows.some((row) => row.created_at >= event.created_at)) return "newer exists";
    return rows.map((row) => row.seq);
  }

  #wasDeleted(event: NostrEvent, pubkey: Buffer): boolean {
    return this.#sql.deletionOf.get(event.id, DELETION, pubkey) !== undefined;
  }

  #hide(deletion: NostrEvent, pubkey: Buffer): void {
    for (const id of deletedIds(deletion)) {
      if (/^[0-9a-f]{64}$/.test(id)) this.#sql.hide.run(Buffer.from(id, "hex"), pubkey, DELETION);
    }
  }
}

const STATEMENTS = {
  insert: `INSERT OR IGNORE INTO event (id, pubkey, created_at, kind, d, expires_at, hidden, json)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  insertTag: "INSERT OR IGNORE INTO tag (name, value, kind, created_at, seq) VALUES (?, ?, ?, ?, ?)",
  json: "SELECT json FROM event WHERE seq = ?",
  remove: "DELETE FROM event WHERE seq = ?",
  removeTag: "DELETE FROM tag WHERE name = ? AND value = ? AND kind = ? AND created_at = ? AND seq = ?",
  expired: "SELECT seq FROM event WHERE expires_at <= ?",
  sameKind: "SELECT seq, created_at FROM event WHERE pubkey = ? AND kind = ?",
  sameAddress: "SELECT seq, created_at FROM event WHERE pubkey = ? AND kind = ? AND d = ?",
  deletionOf: `SELECT 1 FROM tag JOIN event ON event.seq = tag.seq
    WHERE tag.name = 'e' AND tag.value = ? AND tag.kind = ? AND event.pubkey = ? LIMIT 1`,
  hide: "UPDATE event SET hidden = 1 WHERE id = ? AND pubkey = ? AND kind <> ?",
} as const;
