import { execa } from "execa";

/** What runc says when processes of the container began and ended faster than it froze them, as those of health commands do. */
const TOO_BUSY = /unable to freeze/;

/** Holds a container: none of its processes runs until it is unpaused. */
export async function pause(container: string): Promise<void> {
  for (;;) {
    const { exitCode, stderr } = await execa("docker", ["pause", container], {
      ...{ reject: false, stdin: "ignore", timeout: 300_000 },
    });
    if (exitCode === 0) return;
    if (!TOO_BUSY.test(stderr)) throw new Error(`docker pause ${container}: ${stderr}`);
  }
}
