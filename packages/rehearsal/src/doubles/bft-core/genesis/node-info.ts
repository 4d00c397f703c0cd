import { z } from "zod";
import { UbftError } from "../ubft-error.ts";
import { readJson } from "./json-file.ts";

/** The public part of a node, `node-info.json`. */
export const nodeInfo = z.object({
  nodeId: z.string().min(1),
  /** `0x` and the 33-byte compressed key. */
  sigKey: z.string().regex(/^0x0[23][0-9a-f]{64}$/),
  stake: z.int().min(0),
});

export type NodeInfo = z.infer<typeof nodeInfo>;

/** @throws UbftError */
export function readNodeInfo(file: string): NodeInfo {
  const { success, data, error } = nodeInfo.safeParse(readJson(file));
  if (success) return data;
  throw new UbftError(`failed to read '${file}': ${z.prettifyError(error)}`);
}
