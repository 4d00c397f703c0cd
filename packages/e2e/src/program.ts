import { createRequire } from "node:module";
import { E2eError, messageOf } from "./errors.ts";

const require = createRequire(import.meta.url);

/** The bundled command of stackctl. @throws E2eError `NOT_BUILT` */
export const stackctlProgram = (): string => locate("@unicity-sphere/stackctl/cli");

/** The program that watches over an instance. @throws E2eError `NOT_BUILT` */
export const keeperProgram = (): string => locate("@unicity-sphere/e2e/keeper");

function locate(name: string): string {
  try {
    return require.resolve(name);
  } catch (error) {
    throw new E2eError(
      {
        code: "NOT_BUILT",
        what: `${name} is not installed, or not built.`,
        evidence: messageOf(error).split("\n")[0] ?? "",
        next: "Install the package again; in a checkout run `npx turbo run build`.",
      },
      { cause: error },
    );
  }
}
