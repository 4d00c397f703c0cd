import { z } from "zod";

/** Any text but NUL, which neither an environment variable nor an argument can hold, and half surrogates. */
export const text = z
  .string()
  .refine((value) => !value.includes("\0"), {
    error: "holds a NUL character, which no argument or environment variable can carry",
  })
  .refine((value) => value.isWellFormed(), {
    error: "holds half a surrogate pair, which is no Unicode character",
  });

const oneLine = text.refine((value) => !/[\r\n]/.test(value), "must be one line");

/** One line of text for people (descriptions, purposes): not blank. */
export const sentence = oneLine.regex(/\S/, "must not be empty");

/** Why a rule is left: one line of at least 10 characters between its first and its last that is no space. */
export const reason = oneLine.regex(
  /\S[\s\S]{8,}\S/,
  "must be a reason that a reviewer can judge (10 characters or more)",
);

/** Compose reads keys that start with `x-` as extensions, also where it documents none. */
function noExtension(key: string): boolean {
  return !key.startsWith("x-");
}

/** Name of a service, volume, secret, network, stack …: lower case, as Compose accepts it for all of them. */
export const name = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{0,62}$/,
    "must be a name: lower-case letters, digits, - and _, at most 63 characters, starting with a letter or digit",
  )
  .refine(noExtension, "must not start with x-: Compose takes such keys for extensions and drops them");

/** Name of an environment variable. */
export const variableName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    "must be a variable name: letters, digits and _, not starting with a digit",
  );

/** Absolute path inside a container, normalised. */
export const containerPath = text.regex(
  /^\/(?:$|(?!\.\.?(?:\/|$))[^/\n\r:]+(?:\/(?!\.\.?(?:\/|$))[^/\n\r:]+)*$)/,
  "must be an absolute path without `..`, `//`, `:`, line breaks or a trailing slash",
);

/** A duration in milliseconds. */
export const milliseconds = z.int("must be whole milliseconds").min(1).max(86_400_000);

/** A TCP or UDP port; 0 is not one. */
export const port = z.int().min(1).max(65_535);

/** Name of a label: dotted or slashed lower case, as in `com.example/role`. */
export const labelName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9./-]*$/,
    "must be a label name: lower-case letters, digits, `.`, `/` and `-`, starting with a letter or digit",
  )
  .refine(noExtension, "must not start with x-: Compose takes such keys for extensions and drops them");
