import type { GenerationName } from "@unicity-sphere/devnet/protocol";

/** Which CBOR tags an image has: `old` up to commit 7d90e1b, `new` from ceceacd on (bft-go-base 1.1). */
export type BftCoreLine = "old" | "new";

/** The tags of the image's line. @throws Error when the image says none */
export function generationOfLine(line: string | undefined): GenerationName {
  if (line === "old") return "v1";
  if (line === "new") return "v3";
  throw new Error(`This image belongs to no line: DOUBLE_LINE is "${line ?? ""}".`);
}
