import { existsSync, readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import * as z from "zod/mini";
import { EXIT, StackError } from "../../../errors.ts";

const service = z.object({ image: z.optional(z.string()), extends: z.optional(z.unknown()) });
const schema = z.nullable(
  z.object({
    include: z.optional(z.unknown()),
    services: z.optional(z.nullable(z.record(z.string(), z.nullable(service)))),
  }),
);

/**
 * Service → image that a reader's file puts on top of the rendered one.
 *
 * @throws StackError `OVERRIDE_UNCLEAR` when the file alone does not say it
 */
export function overriddenImages(file: string | undefined): Record<string, string> {
  if (file === undefined || !existsSync(file)) return {};
  const document = parseDocument(readFileSync(file, "utf8"), { logLevel: "silent", merge: true });
  const [broken] = document.errors;
  if (broken) throw unclear(file, broken.message);
  const parsed = schema.safeParse(document.toJS());
  if (!parsed.success) throw unclear(file, z.prettifyError(parsed.error));
  if (parsed.data?.include !== undefined) throw unclear(file, "include");
  const services = Object.entries(parsed.data?.services ?? {});
  const extended = services.find(([, of]) => of?.extends !== undefined && of.image === undefined);
  if (extended) throw unclear(file, `services.${extended[0]}.extends`);
  return Object.fromEntries(
    services.flatMap(([name, of]) => (of?.image === undefined ? [] : [[name, of.image]])),
  );
}

function unclear(file: string, evidence: string): StackError {
  return new StackError(
    {
      code: "OVERRIDE_UNCLEAR",
      what: "The override file does not say by itself which images run; nothing was verified or started.",
      where: file,
      evidence,
      cause: "It is no Compose file, or takes services from another file.",
      next: "Write the images into it, as services.NAME.image; or do without: the same command without --verify.",
    },
    EXIT.degraded,
  );
}
