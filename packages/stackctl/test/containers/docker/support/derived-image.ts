import { execa } from "execa";
import { onTestFinished } from "vitest";
import { docker, instanceName } from "./instance.ts";

/**
 * An image like another one, with more lines of a Dockerfile, e.g. `LABEL a=b`; removed after the test.
 */
export async function derivedImage(from: string, ...lines: string[]): Promise<string> {
  const reference = `unicity-test/${instanceName()}:1.0.0`;
  const input = [`FROM ${from}`, ...lines].join("\n");
  await execa("docker", ["build", "--quiet", "--tag", reference, "-"], { input, timeout: 300_000 });
  onTestFinished(async () => void (await docker("image", "rm", "--force", reference)));
  return reference;
}
