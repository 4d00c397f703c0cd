import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startJob } from "../support/workflow-scripts.ts";

const digest = `sha256:${"ab".repeat(32)}`;
const relay = `ghcr.io/example/relay@${digest}`;

/** Stands for the release of images: says what it was called with, and reports one image. */
const releaseImages = `
import { appendFileSync } from "node:fs";
appendFileSync(process.env.PLAYED + "/calls", "release-images " + process.argv.slice(2).join(" ") + "\\n");
console.log(JSON.stringify({ images: [{ reference: "${relay}" }, { reference: "${relay.replace("relay", "faucet")}" }] }));
process.exitCode = Number(process.env.PLAYED_EXIT ?? 0);
`;

test.each([
  ["plan", "--json --dry-run", undefined],
  ["build", "--json --layouts /layouts --build-only --unverified mongo --unverified curl", undefined],
  ["publish", "--json --layouts /layouts --unverified mongo --unverified curl", relay],
])("%s calls the release of images, and hands over what was published", (step, args, first) => {
  const job = startJob({ "scripts/release-images.ts": releaseImages });
  const report = join(job.played, "report.json");
  const environment = {
    LAYOUTS: "/layouts",
    REPORT: report,
    ...(step === "plan" ? {} : { UNVERIFIED: "mongo curl" }),
  };
  const { status, outputs } = job.run("release-images.sh", [step], environment);
  expect(status).toBe(0);
  expect(job.calls()).toEqual([`release-images ${args}`]);
  expect(outputs.images?.split(" ")[0]).toBe(first);
  expect(existsSync(report)).toBe(true);
});

test("a release of images that fails ends the step with its exit code, and hands nothing over", () => {
  const job = startJob({ "scripts/release-images.ts": releaseImages });
  const environment = { LAYOUTS: "/layouts", REPORT: join(job.played, "report.json"), PLAYED_EXIT: "2" };
  expect(job.run("release-images.sh", ["publish"], environment)).toMatchObject({ status: 2, outputs: {} });
  expect(job.run("release-images.sh", ["else"], environment).status).toBe(3);
});

test.each([
  ["public images pass", `[[ $1 != image ]] || echo '${relay}'`, 0, "✔"],
  ["a private image is named, with what to do", "echo denied >&2; exit 1", 1, "Make the package public"],
  [
    "a tag that is another image is refused",
    "[[ $1 != image ]] || echo ghcr.io/example/relay@sha256:other",
    1,
    "A tag is another image",
  ],
])("%s", (_, docker, code, text) => {
  const job = startJob({ "package.json": "{}" });
  job.play("docker", `[[ -z $(ls "$DOCKER_CONFIG") ]] || exit 9\n${docker}`);
  const { status, stdout, stderr } = job.run("anonymous-pull.sh", [], { IMAGES: relay, VERSION: "0.6.1" });
  expect(status).toBe(code);
  expect(stdout + stderr).toContain(text);
  expect(job.calls()[0]).toBe("docker pull --quiet ghcr.io/example/relay:0.6.1");
});

test.each([
  ["an engine that stores OCI images is left alone", "[[a io.containerd.snapshotter.v1]]", 0, undefined],
  [
    "another engine is told to, and keeps its other settings",
    '$(cat "$PLAYED/restarted" 2>/dev/null)',
    0,
    { features: { buildkit: true, "containerd-snapshotter": true }, mtu: 1400 },
  ],
  [
    "an engine that does not obey fails the job",
    "overlay2",
    1,
    { features: { buildkit: true, "containerd-snapshotter": true }, mtu: 1400 },
  ],
])("%s", (_, driver, code, settings) => {
  const before = { features: { buildkit: true }, mtu: 1400 };
  const job = startJob({ "daemon.json": JSON.stringify(before) });
  job.play("docker", `printf '%s\\n' "${driver}"`);
  job.play(
    "sudo",
    '[[ $1 != tee ]] || exec "$@"\n[[ $1 != systemctl ]] || echo io.containerd.snapshotter.v1 >"$PLAYED/restarted"',
  );
  const file = join(job.folder, "daemon.json");
  const { status } = job.run("prepare-builder.sh", [], { DOCKER_SETTINGS: file });
  expect(status).toBe(code);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(settings ?? before);
});
