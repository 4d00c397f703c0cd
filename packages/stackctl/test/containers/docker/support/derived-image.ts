import { onTestFinished } from "vitest";
import { docker, instanceName } from "./instance.ts";

/**
 * An image like another one with other labels, or another command; removed after the test.
 *
 * @param changes instructions of a Dockerfile, e.g. `LABEL a=b`
 */
export async function derivedImage(from: string, ...changes: string[]): Promise<string> {
  const reference = `unicity-test/${instanceName()}:1.0.0`;
  const container = await docker("create", "--network", "none", from, "never-started");
  try {
    const options = changes.flatMap((change) => ["--change", change]);
    await docker("commit", ...options, container, reference);
  } finally {
    await docker("rm", "--force", "--volumes", container);
  }
  onTestFinished(async () => void (await docker("image", "rm", "--force", reference)), 60_000);
  return reference;
}
