import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { StackError } from "../errors.ts";

/** The bundled command of the devnet package, which runs each service. @throws StackError `NOT_BUILT` */
export function devnetProgram(): string {
  const launcher = createRequire(import.meta.url).resolve("@unicity-sphere/devnet/launch");
  const program = join(dirname(dirname(launcher)), "dist", "cli.js");
  if (existsSync(program)) return program;
  throw new StackError({
    code: "NOT_BUILT",
    what: "The services are not built.",
    where: program,
    next: "Run `npm start` in the repository, or `npx turbo run build --filter devnet`.",
  });
}
