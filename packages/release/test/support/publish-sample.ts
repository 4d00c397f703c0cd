// Publishes the sample images of a release as a process of its own: node publish-sample.ts REGISTRY FOLDER
import { releaseImages } from "../../src/images/release-images.ts";
import { sampleImage, sampleLayouts, sampleRelease } from "./sample.ts";
import { testSession } from "./session.ts";

const [registry = "", folder = ""] = process.argv.slice(2);
const release = sampleRelease(registry);
const images = [sampleImage("relay"), sampleImage("faucet")];
const { layoutOf } = sampleLayouts(folder, release);
await releaseImages({ images, release, session: testSession(), problems: [], layoutOf });
