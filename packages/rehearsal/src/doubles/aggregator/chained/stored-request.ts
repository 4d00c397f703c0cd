import { fromHex, toHex } from "@unicity-sphere/devnet/protocol";
import type { Document, Value } from "../../mongo/client.ts";
import { idOf, type QueuedRequest } from "./requests.ts";

/** Fields of a request that are texts or numbers in a document; all others are bytes. */
const PLAIN = new Set(["createdAt", "expiresAt"]);

/** A request as a document of `commitments` or `aggregator_records`. */
export function requestDocument(queued: QueuedRequest): Document {
  const fields = Object.entries(queued.request).map(([name, value]): [string, Value] => {
    if (value instanceof Uint8Array) return [name, toHex(value)];
    return [name, typeof value === "bigint" ? `${value}` : (value as Value)];
  });
  return { id: idOf(queued), line: queued.line, request: Object.fromEntries(fields) };
}

/** The request in a document. */
export function requestOf({ line, request }: Document): QueuedRequest {
  const fields = Object.entries(request as Document).map(([name, value]) => {
    if (name === "expiresAt") return [name, value === null ? null : BigInt(value as string)];
    return [name, PLAIN.has(name) ? value : fromHex(value)];
  });
  return { line, request: Object.fromEntries(fields) } as QueuedRequest;
}
