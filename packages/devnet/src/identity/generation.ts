/** A set of client, aggregator and root versions that understand one another; see {@link GENERATIONS}. */
export type GenerationName = "v1" | "v3";

/** CBOR tags of one generation: bft-go-base 1.1 changed all of them, and every signature covers its tag. */
export interface Generation {
  name: GenerationName;
  tags: {
    trustBase: number;
    unicityCertificate: number;
    inputRecord: number;
    /** Absent: the structure has neither tag nor version there. */
    shardTreeCertificate: number | undefined;
    unicityTreeCertificate: number;
    unicitySeal: number;
  };
}

/** v1: state-transition-sdk 1.x, aggregator-go 0.1.0. v3: state-transition-sdk 3.x and the service it needs. */
export const GENERATIONS: Record<GenerationName, Generation> = {
  v1: {
    name: "v1",
    tags: {
      trustBase: 1013,
      unicityCertificate: 1007,
      inputRecord: 1008,
      shardTreeCertificate: undefined,
      unicityTreeCertificate: 1014,
      unicitySeal: 1001,
    },
  },
  v3: {
    name: "v3",
    tags: {
      trustBase: 39000,
      unicityCertificate: 39001,
      inputRecord: 39002,
      shardTreeCertificate: 39003,
      unicityTreeCertificate: 39004,
      unicitySeal: 39005,
    },
  },
};
