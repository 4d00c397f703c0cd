import { expect, test } from "vitest";
import type { Engine } from "../../../src/backend/docker/engine/engine.ts";
import { pullImages } from "../../../src/backend/docker/images/pull.ts";

/** An engine that answers each pull of an image in turn; undefined is a pull that works. */
function engineThat(answers: Record<string, (string | undefined)[]>) {
  const asked: string[] = [];
  const docker: Engine = {
    async result(args, { onLine } = {}) {
      const reference = args.at(-1) ?? "";
      asked.push(args.join(" "));
      const problem = answers[reference]?.shift();
      if (problem) onLine?.(problem);
      return { exitCode: problem === undefined ? 0 : 1, stdout: "", stderr: "" };
    },
    text: async () => "",
  };
  return { docker, asked };
}

const reporter = { step() {}, waiting() {}, check() {}, end() {} };
const options = { reporter, signal: new AbortController().signal, ownImages: "ghcr.io/ours/", pauseMs: 1 };
const timeout = "net/http: TLS handshake timeout";

test("a registry that does not answer is asked three times", async () => {
  const passing = engineThat({ "a:1": [timeout, timeout] });
  await pullImages(passing.docker, [{ reference: "a:1" }], options);
  expect(passing.asked).toHaveLength(3);
  const failing = engineThat({ "a:1": [timeout, timeout, timeout] });
  await expect(pullImages(failing.docker, [{ reference: "a:1" }], options)).rejects.toMatchObject({
    code: "IMAGE_UNREACHABLE",
    exitCode: 2,
  });
  expect(failing.asked).toHaveLength(3);
});

test("what a registry refuses is not asked again", async () => {
  const { docker, asked } = engineThat({ "a:1": ["denied"] });
  await expect(pullImages(docker, [{ reference: "a:1" }], options)).rejects.toMatchObject({
    code: "IMAGE_REFUSED",
  });
  expect(asked).toHaveLength(1);
});

test("a clock that is wrong is named with both times, and not taken for a registry that is away", async () => {
  const words =
    "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-01-01T00:00:00Z is before 2026-10-01T00:00:00Z";
  const { docker, asked } = engineThat({ "ghcr.io/ours/relay:1": [words] });
  await expect(pullImages(docker, [{ reference: "ghcr.io/ours/relay:1" }], options)).rejects.toMatchObject({
    code: "IMAGE_CLOCK",
    exitCode: 1,
    parts: {
      evidence: expect.stringMatching(/2024-01-01.*2026-10-01/),
      next: expect.stringMatching(/^Look at `date -u`.*timedatectl set-ntp true/),
    },
  });
  expect(asked).toHaveLength(1);
});

test("only images of ours lead to a build", async () => {
  const next = async (reference: string) => {
    const { docker } = engineThat({ [reference]: ["denied"] });
    const error = await pullImages(docker, [{ reference }], options).catch((thrown) => thrown);
    return error.parts.next as string;
  };
  expect(await next("ghcr.io/ours/relay:1")).toContain("pnpm build:images");
  expect(await next("ghcr.io/theirs/relay:1")).not.toContain("build:images");
});

test("the platform of the definition is asked for", async () => {
  const { docker, asked } = engineThat({});
  await pullImages(docker, [{ reference: "a:1", platform: "linux/amd64" }], options);
  expect(asked).toEqual(["pull --platform linux/amd64 a:1"]);
});

test("all images that cannot be had are named at once", async () => {
  const { docker } = engineThat({ "a:1": ["denied"], "b:1": ["manifest unknown"] });
  const images = ["a:1", "b:1", "c:1"].map((reference) => ({ reference }));
  await expect(pullImages(docker, images, options)).rejects.toMatchObject({
    parts: {
      code: "IMAGE_REFUSED",
      what: "2 images are not on this engine, and could not be fetched.",
      where: "a:1\nb:1",
      evidence: expect.stringMatching(/a:1 .*refused[\s\S]*b:1 .*not in its registry/),
    },
  });
});

test("an image that goes on coming is not waited for once another cannot be had", async () => {
  const { docker } = engineThat({ "a:1": ["denied"] });
  const slow: Engine = {
    ...docker,
    result: (args, how) =>
      args.at(-1) === "slow:1"
        ? new Promise((resolve) =>
            how?.signal?.addEventListener("abort", () => resolve({ exitCode: 1, stdout: "", stderr: "" })),
          )
        : docker.result(args, how),
  };
  const pull = pullImages(slow, [{ reference: "slow:1" }, { reference: "a:1" }], { ...options, graceMs: 1 });
  await expect(pull).rejects.toMatchObject({ parts: { code: "IMAGE_REFUSED", where: "a:1" } });
});

test("an image that --image has named is looked for on the engine first", async () => {
  const { docker } = engineThat({ "nope:dev": ["denied"] });
  const given = new Set(["nope:dev"]);
  await expect(pullImages(docker, [{ reference: "nope:dev" }], { ...options, given })).rejects.toMatchObject({
    parts: {
      what: expect.stringContaining("nope:dev is not on this engine, and was refused"),
      cause: expect.stringContaining("--image"),
      next: expect.stringMatching(/^Look at `docker image ls`/),
    },
  });
});
