import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { openDatabase, type StorageLocation } from "../../storage/sqlite.ts";
import { TableCopies } from "../../storage/table-copies.ts";
import { SENT_COMMANDS_SCHEMA, SentCommands } from "../agents/upstream/sent-commands.ts";
import { GRANTED_SCHEMA, GrantedAmounts } from "../limits/granted-amounts.ts";
import type { Delivery, DeliveryRequest, DeliveryState, FailureCode, StoredRequest } from "./delivery.ts";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS request (
  id TEXT PRIMARY KEY, created_at INTEGER NOT NULL, recipient TEXT NOT NULL,
  reply_pubkey TEXT, reply_command TEXT, replied INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS delivery (
  request_id TEXT NOT NULL REFERENCES request(id) ON DELETE CASCADE, item INTEGER NOT NULL,
  nostr_pubkey TEXT NOT NULL, address TEXT NOT NULL, asset TEXT NOT NULL, coin_id TEXT NOT NULL, amount TEXT NOT NULL,
  memo TEXT, token_id TEXT NOT NULL, mint_salt TEXT NOT NULL, transfer_salt TEXT NOT NULL, event_tag TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending', event_id TEXT, failure_code TEXT, failure_message TEXT,
  PRIMARY KEY (request_id, item)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS delivery_pending ON delivery(request_id) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS request_created ON request(created_at);
CREATE INDEX IF NOT EXISTS delivery_recipient ON delivery(nostr_pubkey);
CREATE TABLE IF NOT EXISTS appeared_wallet (nostr_pubkey TEXT PRIMARY KEY, appeared_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS write_check (id INTEGER PRIMARY KEY, checked_at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS seen_message (hash TEXT PRIMARY KEY, seen_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

type Row = Record<string, string | number | null>;

/**
 * Requests, deliveries and seen messages in SQLite. A request is committed before anything is minted, so a killed
 * process continues it with the same token id and salts.
 */
export class DeliveryStore {
  readonly #database: DatabaseSync;
  /** Copies of everything in the file. */
  readonly copies: TableCopies;
  /** In the same file, for the limits. */
  readonly granted: GrantedAmounts;
  /** In the same file, for the upstream agent. */
  readonly commands: SentCommands;

  /** @throws DevnetError `STATE_CORRUPT`, `STATE_IN_USE`, `STATE_UNWRITABLE` */
  constructor(location: StorageLocation) {
    this.#database = openDatabase(
      location,
      `PRAGMA foreign_keys = ON; ${SCHEMA} ${GRANTED_SCHEMA} ${SENT_COMMANDS_SCHEMA}`,
    );
    this.copies = new TableCopies(this.#database);
    this.granted = new GrantedAmounts(this.#database);
    this.commands = new SentCommands(this.#database);
  }

  /**
   * Commits a new request, or returns the one that has its id already.
   *
   * @param messageHash marks the message that asked for it as seen, in the same transaction
   */
  accept(
    request: DeliveryRequest,
    now: number,
    messageHash?: string,
  ): { stored: StoredRequest; isNew: boolean } {
    const existing = this.find(request.id);
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      if (messageHash) this.markSeen(messageHash, now);
      if (!existing) this.#insert(request, now);
      this.#database.exec("COMMIT");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK"); // a full disk has rolled it back
      throw error;
    }
    return { stored: existing ?? this.#get(request.id), isNew: !existing };
  }

  find(id: string): StoredRequest | undefined {
    const row = this.#database.prepare("SELECT * FROM request WHERE id = ?").get(id) as Row | undefined;
    return row && this.#withDeliveries(row);
  }

  /** Requests with a pending delivery or an unsent reply, oldest first. */
  unfinished(): StoredRequest[] {
    const rows = this.#database
      .prepare(
        `SELECT * FROM request WHERE (reply_pubkey IS NOT NULL AND replied = 0)
         OR id IN (SELECT request_id FROM delivery WHERE state = 'pending') ORDER BY created_at`,
      )
      .all() as Row[];
    return rows.map((row) => this.#withDeliveries(row));
  }

  /** Newest first. */
  history(limit: number, offset: number): { requests: StoredRequest[]; total: number } {
    const rows = this.#database
      .prepare("SELECT * FROM request ORDER BY created_at DESC, id LIMIT ? OFFSET ?")
      .all(limit, offset) as Row[];
    const { total } = this.#database.prepare("SELECT count(*) AS total FROM request").get() as {
      total: number;
    };
    return { requests: rows.map((row) => this.#withDeliveries(row)), total };
  }

  /** How many deliveries of each coin are in each state. */
  counts(): { coinId: string; state: DeliveryState; count: number }[] {
    const rows = this.#database
      .prepare("SELECT coin_id, state, count(*) AS count FROM delivery GROUP BY coin_id, state ORDER BY 1, 2")
      .all() as Row[];
    return rows.map(({ coin_id, state, count }) => ({
      coinId: coin_id as string,
      state: state as DeliveryState,
      count: count as number,
    }));
  }

  markDelivered(delivery: Delivery, eventId: string): void {
    this.#database
      .prepare("UPDATE delivery SET state = 'delivered', event_id = ? WHERE request_id = ? AND item = ?")
      .run(eventId, delivery.requestId, delivery.item);
  }

  markFailed(delivery: Delivery, code: FailureCode, message: string): void {
    this.#database
      .prepare(
        "UPDATE delivery SET state = 'failed', failure_code = ?, failure_message = ? WHERE request_id = ? AND item = ?",
      )
      .run(code, message, delivery.requestId, delivery.item);
  }

  markReplied(requestId: string): void {
    this.#database.prepare("UPDATE request SET replied = 1 WHERE id = ?").run(requestId);
  }

  /** The outcome is sent once more, for a sender that asks again. */
  askReplyAgain(requestId: string): void {
    this.#database.prepare("UPDATE request SET replied = 0 WHERE id = ?").run(requestId);
  }

  /** What was or will be handed over to a Nostr key. */
  deliveriesTo(nostrPubkey: string): Delivery[] {
    const rows = this.#database
      .prepare("SELECT * FROM delivery WHERE nostr_pubkey = ? AND state <> 'failed'")
      .all(nostrPubkey) as Row[];
    return rows.map(toDelivery);
  }

  /** The wallet announced itself and has got again what was sent before. */
  hasAppeared(nostrPubkey: string): boolean {
    const query = "SELECT 1 FROM appeared_wallet WHERE nostr_pubkey = ?";
    return this.#database.prepare(query).get(nostrPubkey) !== undefined;
  }

  /** @param now ms since 1970 */
  markAppeared(nostrPubkey: string, now: number): void {
    this.#database.prepare("INSERT OR IGNORE INTO appeared_wallet VALUES (?, ?)").run(nostrPubkey, now);
  }

  hasSeen(messageHash: string): boolean {
    return this.#database.prepare("SELECT 1 FROM seen_message WHERE hash = ?").get(messageHash) !== undefined;
  }

  markSeen(messageHash: string, now: number): void {
    this.#database.prepare("INSERT OR IGNORE INTO seen_message VALUES (?, ?)").run(messageHash, now);
  }

  /** Forgets messages seen before `seenBefore` and settled requests past the newest `keepRequests` (times in ms). */
  prune(seenBefore: number, keepRequests: number): void {
    this.#database.prepare("DELETE FROM seen_message WHERE seen_at < ?").run(seenBefore);
    this.#database
      .prepare(
        `DELETE FROM request WHERE id IN (SELECT id FROM request ORDER BY created_at DESC LIMIT -1 OFFSET ?)
         AND id NOT IN (SELECT request_id FROM delivery WHERE state = 'pending')
         AND (reply_pubkey IS NULL OR replied = 1)`,
      )
      .run(keepRequests);
    this.commands.prune();
  }

  /** Commits a row. @param now ms since 1970 @throws the database's error, e.g. of a full disk */
  checkWritable(now: number): void {
    this.#database.prepare("INSERT OR REPLACE INTO write_check VALUES (1, ?)").run(now);
  }

  close(): void {
    this.#database.close();
  }

  #get(id: string): StoredRequest {
    const request = this.find(id);
    if (!request) throw new Error(`Request ${id} was not stored.`);
    return request;
  }

  #insert(request: DeliveryRequest, now: number): void {
    const { replyTo } = request;
    this.#database
      .prepare(
        "INSERT INTO request (id, created_at, recipient, reply_pubkey, reply_command) VALUES (?, ?, ?, ?, ?)",
      )
      .run(request.id, now, request.recipient, replyTo?.nostrPubkey ?? null, replyTo?.commandId ?? null);
    const insert = this.#database.prepare(
      `INSERT INTO delivery (request_id, item, nostr_pubkey, address, asset, coin_id, amount, memo, token_id, mint_salt,
       transfer_salt, event_tag) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const [index, item] of request.items.entries()) {
      insert.run(
        request.id,
        index,
        request.nostrPubkey,
        request.address,
        item.asset,
        item.coinId,
        item.amount.toString(),
        item.memo ?? null,
        randomHex(),
        randomHex(),
        randomHex(),
        `token-transfer-${now}-${randomHex().slice(0, 12)}`,
      );
    }
  }

  #withDeliveries(row: Row): StoredRequest {
    const deliveries = this.#database
      .prepare("SELECT * FROM delivery WHERE request_id = ? ORDER BY item")
      .all(row.id as string) as Row[];
    return {
      id: row.id as string,
      createdAt: row.created_at as number,
      recipient: row.recipient as string,
      replyTo:
        row.reply_pubkey === null
          ? undefined
          : { nostrPubkey: row.reply_pubkey as string, commandId: row.reply_command as string },
      replied: row.replied === 1,
      deliveries: deliveries.map(toDelivery),
    };
  }
}

function toDelivery(row: Row): Delivery {
  return {
    requestId: row.request_id as string,
    item: row.item as number,
    nostrPubkey: row.nostr_pubkey as string,
    address: row.address as string,
    asset: row.asset as string,
    coinId: row.coin_id as string,
    amount: BigInt(row.amount as string),
    memo: (row.memo as string | null) ?? undefined,
    tokenId: row.token_id as string,
    mintSalt: row.mint_salt as string,
    transferSalt: row.transfer_salt as string,
    eventTag: row.event_tag as string,
    state: row.state as DeliveryState,
    eventId: (row.event_id as string | null) ?? undefined,
    failure: row.failure_code
      ? { code: row.failure_code as FailureCode, message: row.failure_message as string }
      : undefined,
  };
}

function randomHex(): string {
  return randomBytes(32).toString("hex");
}
