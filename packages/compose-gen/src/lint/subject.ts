import type { LockEntry } from "../model/lock.ts";
import type { VolumeClass } from "../model/volume.ts";
import type { LintDocument } from "./compose/document.ts";
import type { DocumentPath, Problem, WaivedBy } from "./finding.ts";

/** What is known about an image besides its reference. */
export interface ImageFacts {
  /** Key in `images.json`. */
  key: string;
  /** Programs that the image is declared to hold. */
  tools: readonly string[];
  /** HTTP methods that the service in it does not answer. */
  refuses: readonly string[];
  /** User that the image is declared to run as. */
  user?: string;
  /** How many numbers an exact version of its publisher has; default 3. */
  versionParts?: number;
  /** Platforms that its publisher builds, as far as declared. */
  platforms?: readonly string[];
  /** The moving tag that it follows: it is named by its digest alone. */
  follows?: string;
  lock?: LockEntry;
  /** True when a local build, double or mirror stands in for the pin. */
  replaced?: boolean;
}

/** What is known about a service besides its Compose text. */
export interface ServiceFacts {
  kind?: "service" | "job";
  /** The image that its definition names, and the reference that the plan gives it. */
  pin?: { key: string; reference: string; lock?: LockEntry; replaced: boolean };
  image?: ImageFacts;
  /** Stands behind the door to the Internet although it publishes no port itself. */
  atEdge?: boolean;
}

/** What a definition knows and the Compose file does not say. A file of unknown origin has none. */
export interface LintFacts {
  services?: Readonly<Record<string, ServiceFacts>>;
  /** Volume → what it holds. */
  volumes?: Readonly<Record<string, VolumeClass>>;
  /** Secret → the services that may read it. */
  consumers?: Readonly<Record<string, readonly string[]>>;
  /** Raw Compose keys that the definition merges in. */
  rawKeys?: readonly RawKey[];
  /** Literal texts of the definition that look like variables. */
  literalVariables?: readonly LiteralVariable[];
}

/** A raw Compose key that a definition merges in. */
export interface RawKey {
  service?: string;
  path: DocumentPath;
  /** True when it is known to weaken nothing, or when other rules judge every value that does. */
  harmless: boolean;
}

/** A literal text of a definition that looks like a variable of Compose. */
export interface LiteralVariable {
  /** Where it stands in the rendered file. */
  path: DocumentPath;
  text: string;
  /** Name of the variable that was probably meant. */
  name: string;
  default?: string;
}

/** A reason written in a definition or file: it covers findings of these rules. */
export interface Reason extends WaivedBy {
  rules: readonly string[];
  /** Only findings of this service; absent = the whole file. */
  service?: string;
  /** Only findings of these services, and findings of none. */
  services?: readonly string[];
  /** Only findings about this part (a capability, an image key). */
  detail?: string;
  /** Where it is written, e.g. `services.web.waivers[0]`. */
  where: string;
  /** True for a waiver, which must cover something; false for a field that is needed anyway. */
  mustCover: boolean;
}

/** A Compose file to lint. */
export interface LintSubject {
  /** Path as it is shown. */
  file: string;
  document: LintDocument;
  /** Line (from 1) of a path or of the nearest thing around it. */
  lineOf(path: DocumentPath): number | undefined;
  facts: LintFacts;
  reasons: readonly Reason[];
  /** True when a definition renders the file: advice then speaks of the definition. */
  rendered?: boolean;
  /** Where the file leaves the schema of the Compose specification; absent when it was rendered. */
  schemaProblems?: readonly Problem[];
}

/** The facts of a service; empty for a file of unknown origin. */
export function factsOf(subject: LintSubject, service: string): ServiceFacts {
  const services = subject.facts.services ?? {};
  return Object.hasOwn(services, service) ? (services[service] ?? {}) : {};
}
