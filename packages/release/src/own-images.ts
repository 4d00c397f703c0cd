/** Where the images of this repository are published unless `IMAGE_REGISTRY` or `--registry` says otherwise. */
export const OWN_REGISTRY = "ghcr.io/unicity-sphere";

/** The images that every release publishes. */
export const OWN_IMAGES = ["relay", "faucet", "aggregator-proxy", "aggregator-tools", "devnet"] as const;

/** Those of them that stacks are composed of, and that `images.json` therefore has. */
export const COMPOSED_IMAGES = OWN_IMAGES.filter((name) => name !== "devnet");

export type OwnImage = (typeof OWN_IMAGES)[number];

/** The name of an image of ours by its repository, e.g. `ghcr.io/unicity-sphere/relay`. */
export function ownImage(repository: string): OwnImage | undefined {
  return OWN_IMAGES.find((name) => repository === `${OWN_REGISTRY}/${name}`);
}
