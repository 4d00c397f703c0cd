import manifest from "../package.json" with { type: "json" };

/** Version of this package, the same as of every image and package of the repository. */
export const VERSION: string = manifest.version;
