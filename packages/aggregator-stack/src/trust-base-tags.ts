import { generations } from "./generations.ts";

/**
 * CBOR tag of the trust bases that a root node signs, by its pin. bft-go-base 1.1 changed all tags, and the signature is
 * over bytes that contain it.
 */
const tagOf: Record<string, number> = { "bft-core-7d90e1b": 1013, "bft-core-ceceacd": 39_000 };

/**
 * What the check of a genesis needs to know of a generation: its tag, and by tag the SDK lines, e.g. `v1: sphere-sdk 0.6`.
 *
 * @throws Error for a generation without a root node, or with one whose tag is not known
 */
export function trustBaseEnvironment(generation: string): Record<string, string> {
  const lines: Record<string, string[]> = {};
  let own: number | undefined;
  for (const { id, title, images } of generations) {
    const pin = images?.["bft-core"];
    if (pin === undefined) continue;
    const tag = tagOf[pin];
    if (tag === undefined) throw new Error(`the CBOR tag of ${pin} is not known`);
    const names = lines[tag] ?? [];
    names.push(`${id}: ${title}`);
    lines[tag] = names;
    if (id === generation) own = tag;
  }
  if (own === undefined) throw new Error(`no root node for generation ${generation}`);
  return {
    GENERATION: generation,
    TRUST_BASE_TAG: String(own),
    TRUST_BASE_LINES: JSON.stringify(lines),
  };
}
