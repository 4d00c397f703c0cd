import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { canUnshare, loopbackOnly } from "../../../devnet/test/journey/support/loopback-namespace.ts";
import { PROGRAM_MS } from "../support/limits.ts";
import { environment, processesIn, temporaryFolder } from "../support/place.ts";

const SCRIPT = join(import.meta.dirname, "travel.ts");

test.skipIf(!canUnshare)(
  "with loopback only the journey is green, and red for its reason when trust base, relay or aggregator is not what it should be (needs unshare -n)",
  async () => {
    const home = temporaryFolder();
    const command = loopbackOnly(process.execPath, "--disable-warning=ExperimentalWarning", SCRIPT, home);
    const options = { env: environment(home), extendEnv: false, cwd: home, stdin: "ignore" } as const;
    const { stdout } = await execa("unshare", command, { ...options, timeout: PROGRAM_MS });
    expect(JSON.parse(stdout.split("\n").at(-1) ?? "")).toEqual({
      interfaces: ["lo"],
      whole: "green",
      otherTrustBase: expect.stringContaining("Invalid inclusion proof status: NOT_AUTHENTICATED"),
      droppedWrites: expect.stringMatching(/the faucet answered 400 .*Nametag not found: alice-/),
      withoutCertification: {
        ended: expect.stringMatching(/Failed to mint nametag token: .*due to timeout/),
        sealedMeanwhile: 0,
      },
      wholeAgain: "green",
    });
    expect(processesIn(home)).toEqual([]);
  },
);
