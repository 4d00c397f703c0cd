import { isComposeGenError } from "../errors.ts";
import type { Image, Images } from "../model/image.ts";
import type { Lock } from "../model/lock.ts";
import { own } from "../own.ts";
import type { Answer, Answers } from "./answer.ts";
import { recordedDigest } from "./recorded-digest.ts";
import { type RegistryClient, type RegistryOptions, registryClient } from "./registry-client.ts";
import { registryTarget } from "./registry-target.ts";
import { resolveDigest } from "./resolve-digest.ts";
import { type ResolvedTag, resolveTag } from "./resolve-tag.ts";

/** Where to ask, and what to tell while answers arrive. */
export interface AskOptions extends RegistryOptions {
  /** Holds `COMPOSE_GEN_MIRROR_…`. */
  env: Readonly<Record<string, string | undefined>>;
  onAnswer(key: string, answer: Answer<unknown>): void;
}

const PARALLEL = 6;

/**
 * Asks what the tags of these images are. An image that cannot be asked has its error as its answer. For one that
 * follows a tag the question is whether the digest of the lock still exists, unless there is none.
 *
 * @param move asks for the followed tag although the lock has a digest
 */
export function askTags(
  images: Images,
  keys: readonly string[],
  lock: Lock,
  options: AskOptions,
  { move = false }: { move?: boolean } = {},
): Promise<Answers> {
  return askEach(images, keys, options, (client, image, key) => {
    const recorded = recordedDigest(image, own(lock.images, key));
    if (image.follows === undefined) return resolveTag(client, image.tag ?? "", recorded);
    if (recorded !== null && !move) return resolveDigest(client, recorded, key);
    return resolveFollowed(client, image.follows, recorded);
  });
}

/** The digest is all that stays of the tag, so the source says which one it was. */
async function resolveFollowed(
  client: RegistryClient,
  tag: string,
  recorded: string | null,
): Promise<ResolvedTag> {
  const resolved = await resolveTag(client, tag, recorded);
  return { ...resolved, source: `${resolved.source}, tag ${tag}` };
}

/**
 * Asks something about each image, a few at a time.
 *
 * @throws Error only for defects; every `ComposeGenError` becomes the answer of its image
 */
export async function askEach<Result>(
  images: Images,
  keys: readonly string[],
  options: AskOptions,
  ask: (client: RegistryClient, image: Image, key: string) => Promise<Result>,
): Promise<Record<string, Answer<Result>>> {
  const answers: Record<string, Answer<Result>> = {};
  const waiting = [...keys];
  const work = async () => {
    for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) {
      const answer = await askOne(images[key] as Image, key, options, ask);
      answers[key] = answer;
      options.onAnswer(key, answer);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return answers;
}

async function askOne<Result>(
  image: Image,
  key: string,
  options: AskOptions,
  ask: (client: RegistryClient, image: Image, key: string) => Promise<Result>,
): Promise<Answer<Result>> {
  try {
    const client = registryClient(registryTarget(image.repository, options.env), options);
    return { ok: true, value: await ask(client, image, key) };
  } catch (error) {
    if (!isComposeGenError(error)) throw error;
    return { ok: false, error: error.parts };
  }
}
