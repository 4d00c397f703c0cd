import type { DatabaseSync } from "node:sqlite";

export const SENT_COMMANDS_SCHEMA = `
CREATE TABLE IF NOT EXISTS sent_command (
  command_id TEXT PRIMARY KEY, request_id TEXT NOT NULL REFERENCES request(id) ON DELETE CASCADE,
  content TEXT NOT NULL, sent_at INTEGER NOT NULL, answer TEXT) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sent_command_request ON sent_command(request_id);
`;

/** A command to the upstream agent as it was sent, and again whenever there was no answer. */
export interface SentCommand {
  commandId: string;
  /** Text of the message: the same bytes each time, so that the agent carries it out once. */
  content: string;
  /** ms since 1970. */
  sentAt: number;
  /** Payload of the answer as JSON; null while there is none. */
  answer: string | null;
}

/** Commands with their answers; both survive a restart, so that nothing is asked for twice. */
export class SentCommands {
  readonly #database: DatabaseSync;

  /** @param database has {@link SENT_COMMANDS_SCHEMA} and the table `request` */
  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  find(commandId: string): SentCommand | undefined {
    const query = `SELECT command_id AS commandId, content, sent_at AS sentAt, answer
      FROM sent_command WHERE command_id = ?`;
    return this.#database.prepare(query).get(commandId) as SentCommand | undefined;
  }

  add(requestId: string, { commandId, content, sentAt }: Omit<SentCommand, "answer">): void {
    this.#database
      .prepare("INSERT INTO sent_command (command_id, request_id, content, sent_at) VALUES (?, ?, ?, ?)")
      .run(commandId, requestId, content, sentAt);
  }

  /** Keeps the first answer to a command that was sent; others are not kept. */
  keepAnswer(commandId: string, answer: string): void {
    this.#database
      .prepare("UPDATE sent_command SET answer = ? WHERE command_id = ? AND answer IS NULL")
      .run(answer, commandId);
  }

  /** Forgets the commands of requests that are settled. */
  prune(): void {
    this.#database.exec(
      `DELETE FROM sent_command
       WHERE request_id NOT IN (SELECT request_id FROM delivery WHERE state = 'pending')`,
    );
  }
}
