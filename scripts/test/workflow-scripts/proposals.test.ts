import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startJob } from "../support/workflow-scripts.ts";

const digest = (text: string) => `sha256:${text.repeat(64)}`;
const lock = (mongo: string | null, debian: string, verified = false) =>
  JSON.stringify({
    images: {
      relay: { reference: "ghcr.io/unicity-sphere/relay:0.6.0", digest: digest("0") },
      mongo: { reference: "docker.io/library/mongo:7.0.28", digest: mongo },
      debian: { reference: "docker.io/library/debian", digest: debian, verified },
    },
  });
const images = JSON.stringify({
  relay: { repository: "ghcr.io/unicity-sphere/relay" },
  mongo: { repository: "docker.io/library/mongo" },
  debian: { repository: "docker.io/library/debian" },
});

const TODAY = "20261201T000000Z";

/** A job whose registries answer with this lock, and whose engine lists these packages for an image or a day of Debian. */
function refresh(after: string, packages: Record<string, string> = {}, from = TODAY) {
  const job = startJob({
    "images.json": images,
    "images.lock.json": lock(null, digest("a")),
    "debian.json": JSON.stringify({ snapshot: from }),
    ".changeset/README.md": "",
  });
  job.play("compose-gen", `printf %s '${after}' >images.lock.json`);
  job.play("turbo");
  job.play("date", `exec /bin/date --date 2026-12-01T10:00:00Z "$@"`);
  const answers = Object.entries(packages).map(([of, list]) => `*${of}*) printf '${list}' ;;`);
  job.play("docker", `case "$*" in ${answers.join("\n")} *) exit 1 ;; esac`);
  const report = join(job.played, "pins.md");
  const { status, stderr } = job.run("refresh-pins.sh", [report]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const changeset = join(job.folder, ".changeset/refreshed-pins.md");
  return {
    calls: job.calls().filter((call) => !/^(?:docker|date) /.test(call)),
    report: readFileSync(report, "utf8"),
    snapshot: JSON.parse(readFileSync(join(job.folder, "debian.json"), "utf8")).snapshot,
    changeset: existsSync(changeset) ? readFileSync(changeset, "utf8") : undefined,
  };
}

test("new digests come with the packages that differ and a changeset; our own images are not asked for", () => {
  const { calls, report, changeset } = refresh(lock(digest("b"), digest("c")), {
    [digest("a")]: "libc6\\t2.41-1\\nopenssl\\t3.5.1\\n",
    [digest("c")]: "libc6\\t2.41-1\\nopenssl\\t3.5.2\\n",
  });
  expect(calls).toEqual([
    "compose-gen lock --update mongo debian",
    "turbo run render --output-logs=errors-only",
  ]);
  expect(report).toContain(`\`-\` → \`docker.io/library/mongo@${digest("b")}\``);
  expect(report).toContain("```diff\n- openssl 3.5.1\n+ openssl 3.5.2\n```");
  expect(report).not.toContain("libc6");
  expect(changeset).toMatch(/^---\n"@unicity-sphere\/compose-gen": patch\n---\n\n.* 2026-12-01\.\n$/);
});

test("another digest with the same packages, or with none that can be listed, is said to be so", () => {
  const same = { [digest("a")]: "libc6\\t1\\n", [digest("c")]: "libc6\\t1\\n" };
  expect(refresh(lock(null, digest("c")), same).report).toContain("No package differs.");
  expect(refresh(lock(null, digest("c"))).report).toContain("Its packages cannot be listed.");
});

test("Debian's packages become those of the last midnight, with what our images then install", () => {
  const inst = (version: string) =>
    `Inst nginx (${version} Debian:13.1/stable [amd64])\\nConf nginx (${version} x)\\n`;
  const packages = {
    "DEBIAN_SNAPSHOT=20261101T000000Z": inst("1.26.3-3"),
    "DEBIAN_SNAPSHOT=20261201": inst("1.26.3-4"),
  };
  const { calls, report, changeset, snapshot } = refresh(
    lock(null, digest("a")),
    packages,
    "20261101T000000Z",
  );
  expect(snapshot).toBe(TODAY);
  expect(report).toContain("`20261101T000000Z` → `20261201T000000Z`");
  expect(report).toContain("```diff\n- nginx 1.26.3-3\n+ nginx 1.26.3-4\n```");
  expect(changeset).toContain("2026-12-01");
  // Rendered files say nothing of it.
  expect(calls).toEqual(["compose-gen lock --update mongo debian"]);
});

test("a day of Debian whose packages cannot be listed is taken all the same, and said to be so", () => {
  const { report, snapshot } = refresh(lock(null, digest("a")), {}, "20261101T000000Z");
  expect(snapshot).toBe(TODAY);
  expect(report).toContain("Its packages cannot be listed.");
});

test("a tag that should not move and did is not taken, but told under a heading of its own; the others are taken", () => {
  const pins = JSON.parse(lock(digest("a"), digest("a"))).images;
  const job = startJob({
    "images.json": JSON.stringify({
      mongo: { repository: "docker.io/library/mongo", tag: "7.0.28" },
      curl: { repository: "docker.io/curlimages/curl", tag: "8.13.0" },
      debian: { repository: "docker.io/library/debian", follows: "trixie-slim" },
    }),
    "images.lock.json": JSON.stringify({
      images: { ...pins, curl: { reference: "docker.io/curlimages/curl:8.13.0", digest: digest("d") } },
    }),
    "debian.json": '{ "snapshot": "20261101T000000Z" }',
    ".changeset/README.md": "",
  });
  const plan = {
    images: [
      { key: "mongo", outcome: "moved", before: digest("a"), after: digest("b") },
      { key: "curl", outcome: "same", before: digest("d"), after: digest("d") },
    ],
  };
  job.play("compose-gen", `[[ $* != *--dry-run* ]] || echo '${JSON.stringify(plan)}'`);
  for (const name of ["turbo", "docker"]) job.play(name);
  const report = join(job.played, "pins.md");
  const { status, stdout } = job.run("refresh-pins.sh", [report]);
  expect(status).toBe(0);
  expect(job.calls().filter((call) => call.startsWith("compose-gen"))).toEqual([
    "compose-gen lock --update --dry-run --json mongo curl",
    "compose-gen lock --update curl debian",
  ]);
  const text = readFileSync(report, "utf8");
  expect(text).toContain("## Tags that moved and should not: not taken\n");
  expect(text).toContain(`- mongo: \`${digest("a")}\` → \`${digest("b")}\``);
  expect(text).toContain("`npx compose-gen lock --update mongo`");
  expect(text).not.toContain("curl");
  expect(stdout).toContain(
    `::warning title=Tags moved that should not::mongo ${digest("a")} ${digest("b")}\n`,
  );
});

test("nothing new: no changeset, and nothing is rendered", () => {
  const { calls, changeset } = refresh(lock(null, digest("a")));
  expect(calls).toEqual(["compose-gen lock --update mongo debian"]);
  expect(changeset).toBeUndefined();
});

test("a digest that is only confirmed is rendered too: the rendered files name the lock by its sum", () => {
  const { calls, report, changeset } = refresh(lock(null, digest("a"), true));
  expect(calls.at(-1)).toBe("turbo run render --output-logs=errors-only");
  expect(report).not.toContain("##");
  expect(changeset).toBeDefined();
});

test("a registry that does not answer fails the job", () => {
  const debian = JSON.stringify({ snapshot: "20261101T000000Z" });
  const files = { "images.json": images, "images.lock.json": lock(null, digest("a")), "debian.json": debian };
  const job = startJob(files);
  job.play("compose-gen", "exit 2");
  expect(job.run("refresh-pins.sh", [join(job.played, "pins.md")]).status).toBe(2);
  expect(readFileSync(join(job.folder, "debian.json"), "utf8")).toBe(debian);
});

const sdkReleased = `
import { appendFileSync } from "node:fs";
appendFileSync(process.env.PLAYED + "/calls", JSON.stringify(process.argv.slice(2)) + "\\n");
`;

test("an exact version of the SDK is followed", () => {
  const job = startJob({ "scripts/sdk-released.ts": sdkReleased });
  expect(job.run("follow-sdk.sh", [], { SDK_VERSION: "0.6.15-rc.1" }).outputs).toEqual({
    version: "0.6.15-rc.1",
  });
  expect(job.calls()).toEqual(['["0.6.15-rc.1"]']);
});

test.each(["", "0.6", "latest", "--help", "0.6.15; id", "$(id)", "0.6.15\nversion=9.9.9"])(
  "%j from an event is no version, and nothing runs with it",
  (version) => {
    const job = startJob({ "scripts/sdk-released.ts": sdkReleased });
    const { status, stderr, outputs } = job.run("follow-sdk.sh", [], { SDK_VERSION: version });
    expect(status).toBe(1);
    expect(stderr).toContain("An exact version of the SDK is needed.");
    expect(outputs).toEqual({});
    expect(job.calls()).toEqual([]);
  },
);
