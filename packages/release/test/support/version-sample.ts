// Versions a sample workspace as a process of its own: node version-sample.ts FOLDER
import { runCommand } from "rehearsal";
import { versionPackages } from "../../src/lockstep/version-packages.ts";
import { sampleTools } from "./workspace.ts";

const [folder = ""] = process.argv.slice(2);
await versionPackages(folder, sampleTools(folder, runCommand));
