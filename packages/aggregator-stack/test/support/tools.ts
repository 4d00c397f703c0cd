import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the image with the jobs that need code of ours. */
export const toolsImage = fileURLToPath(new URL("../../tools-image/", import.meta.url));

/** The Python that `python3` means, without the wrappers that some hosts have before it. */
const python = spawnSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" });

/** Folders of the PATH with the commands of the image. */
export const toolsPath = [`${toolsImage}commands`, dirname(String(python.stdout).trim())];

/** What the image sets for them, and what the definition of v1 says. */
export const toolsEnvironment = {
  PYTHONPATH: `${toolsImage}python`,
  PYTHONDONTWRITEBYTECODE: "1",
  GENERATION: "v1",
  TRUST_BASE_TAG: "1013",
  TRUST_BASE_LINES: JSON.stringify({ 1013: ["v1: sphere-sdk 0.6.14"], 39000: ["v3: sdk 3.0"] }),
};
