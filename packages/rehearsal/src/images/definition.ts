/** A Debian root file system, made with debootstrap and imported: the image below all others. */
export interface RootFilesystem {
  readonly kind: "root-filesystem";
  /** Debian suite, e.g. `trixie`. */
  readonly suite: string;
  /** Absolute path of the script that makes it: `script SUITE IMAGE`. */
  readonly script: string;
}

/** An image with a Dockerfile of its own. */
export interface ImageBuild {
  readonly kind: "build";
  /** Last part of the image's repository, e.g. `pebble`. */
  readonly name: string;
  /** Absolute path of the build context. */
  readonly context: string;
  /** Dockerfile relative to the context; default `Dockerfile`. */
  readonly dockerfile?: string;
  /** Files and folders of the context that the Dockerfile copies; default all of it. Only they decide whether to build anew. */
  readonly inputs?: readonly string[];
  /** Build arguments. An image is made first, and its reference passed. */
  readonly arguments?: Readonly<Record<string, string | ImageDefinition>>;
  /** Further folders by the name that `COPY --from=<name>` uses; absolute paths, copied whole. */
  readonly contexts?: Readonly<Record<string, string>>;
}

/** What an image is made from. Images of equal content have equal references. */
export type ImageDefinition = RootFilesystem | ImageBuild;
