import { setTimeout } from "node:timers/promises";
import type { Answer } from "../lock/answer.ts";
import type { AskOptions } from "../lock/ask-registries.ts";
import { dockerCredentials } from "../lock/docker-credentials.ts";
import { MAX_BODY_BYTES } from "../lock/read-body.ts";
import { lockReference } from "../model/lock-reference.ts";
import { own } from "../own.ts";
import type { CliContext } from "./context.ts";
import type { LockRequest } from "./lock.ts";

/** How the command asks registries; each answer is a line on stderr as it arrives. */
export function registryOptions(context: CliContext, { source, timeout }: LockRequest): AskOptions {
  return {
    fetch: globalThis.fetch,
    timeout,
    maxBytes: MAX_BODY_BYTES,
    findCredentials: dockerCredentials(context.env),
    now: context.now,
    wait: (milliseconds) => setTimeout(milliseconds),
    env: context.env,
    onAnswer: (key, answer) => context.err(`${progressLine(key, referenceOf(source, key), answer)}\n`),
  };
}

/** What the lock names an image by. */
export function referenceOf({ images }: LockRequest["source"], key: string): string {
  const image = own(images, key);
  return image ? lockReference(image) : key;
}

function progressLine(key: string, reference: string, answer: Answer<unknown>): string {
  const state = answer.ok ? "answered" : "failed";
  return `${state.padEnd(9)} ${key.padEnd(22)} ${reference}${answer.ok ? "" : `: ${answer.error.what}`}`;
}
