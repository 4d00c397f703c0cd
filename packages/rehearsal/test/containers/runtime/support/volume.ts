import { docker, uniqueName } from "../../../support/engine.ts";

/** A volume of its own, removed at the end. */
export async function startVolume(): Promise<{ name: string } & AsyncDisposable> {
  const name = uniqueName("volume");
  await docker("volume", "create", name);
  return { name, [Symbol.asyncDispose]: async () => void (await docker("volume", "rm", "--force", name)) };
}
