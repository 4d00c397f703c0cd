import {
  methodsOfBlocks,
  methodsV1,
  methodsV3,
  type RpcContext,
  type RpcMethod,
} from "@unicity-sphere/devnet/protocol";
import type { ApiLine } from "./requests.ts";

/** JSON-RPC of an image: the methods of the other API do not exist. */
export function methodsOf(line: ApiLine, context: RpcContext): Record<string, RpcMethod> {
  const { get_block, get_block_commitments, get_block_records, ...common } = methodsOfBlocks(context);
  const block: RpcMethod = (params) => get_block?.(withGeneration(params, line));
  if (line === "v1")
    return {
      ...common,
      ...methodsV1(context),
      get_block: block,
      get_block_commitments: exists(get_block_commitments),
    };
  const { certification_request, ...proofs } = methodsV3(context);
  return {
    ...common,
    ...proofs,
    get_block: block,
    get_block_records: exists(get_block_records),
    certification_request: (params) =>
      context.chain.height === 0 ? { status: "SERVICE_NOT_READY" } : certification_request?.(params),
  };
}

function withGeneration(params: unknown, generation: ApiLine): unknown {
  return typeof params === "object" && params !== null && !Array.isArray(params)
    ? { ...params, generation }
    : params;
}

function exists(method: RpcMethod | undefined): RpcMethod {
  if (!method) throw new Error("devnet has no such method any more");
  return method;
}
