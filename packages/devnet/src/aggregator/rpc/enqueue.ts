import type { Waiting } from "../rounds/waiting-room.ts";
import type { Room, RpcContext } from "./context.ts";
import { RPC_CODES, RpcError } from "./rpc-error.ts";

/** Most requests that may wait for one round (`MAX_COMMITMENTS_PER_ROUND` of aggregator-go 0.1.0). */
const MAX_WAITING = 10_000;

/** Puts a checked request into the next round and asks for that round. @throws RpcError -32006 when it is full */
export function enqueue<Request>(
  { sequencer, clock }: RpcContext,
  room: Room<Request>,
  id: string,
  request: Request,
): Waiting<Request> {
  if (sequencer.waiting >= MAX_WAITING) {
    throw new RpcError(RPC_CODES.concurrencyLimit, `${MAX_WAITING} requests already wait for the next round`);
  }
  const waiting = room.add(id, request);
  clock.request();
  return waiting;
}
