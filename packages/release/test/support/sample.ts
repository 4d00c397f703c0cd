import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "@unicity-sphere/compose-gen/registry";
import type { ImageToRelease } from "../../src/images/plan.ts";
import type { Release } from "../../src/images/release.ts";
import { type LayoutChange, writeLayout } from "./layout.ts";

/** A release of the line 0.6. */
export function sampleRelease(registry: string, change: Partial<Release> = {}): Release {
  return {
    version: "0.6.1",
    revision: "a".repeat(40),
    source: "https://github.com/example/stack",
    sdk: "0.6.14",
    verified: "sphere-sdk@0.6.14",
    registry,
    ...change,
  };
}

/** An image that is made from `mark`. */
export function sampleImage(name: string, mark = "first", platforms = ["linux/amd64"]): ImageToRelease {
  const base = `registry.example/base@${sha256(Buffer.from("base"))}`;
  return { name, inputs: sha256(Buffer.from(`${name} ${mark}`)), platforms, base };
}

/** Makes the layouts of images below a folder when they are asked for; `built` are the names so far. */
export function sampleLayouts(folder: string, release: Release, changes: Record<string, LayoutChange> = {}) {
  const built: string[] = [];
  const layoutOf = async (image: ImageToRelease) => {
    built.push(image.name);
    const place = join(folder, `${image.name}-${image.inputs.slice(-8)}`);
    mkdirSync(place, { recursive: true });
    return writeLayout(place, image, release, changes[image.name]);
  };
  return { layoutOf, built };
}
