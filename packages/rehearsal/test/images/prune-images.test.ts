import { expect, test } from "vitest";
import { chooseOldImages, pruneImages, type RunCommand } from "../../src/index.ts";

const HOUR = 3_600_000;
const now = Date.parse("2030-01-10T00:00:00Z");
const aged = (tag: string, hours: number) => ({ reference: tag, taggedAt: now - hours * HOUR });

test("the newest two and all of the last day stay", () => {
  const images = [aged("d", 25), aged("a", 100), aged("b", 80), aged("c", 1), aged("e", 23), aged("f", 2)];
  expect(chooseOldImages(images, now)).toEqual(["d", "b", "a"]);
  expect(chooseOldImages([aged("a", 100), aged("b", 80)], now)).toEqual([]);
});

/** An engine with images of the given age in hours; `locked` are in use. */
function engine(hours: Record<string, number>, locked: string[] = []) {
  const removed: string[] = [];
  const run: RunCommand = async ([, , verb, ...args]) => {
    const reference = args.at(-1) ?? "";
    const answer = (stdout: string, exitCode = 0) => ({ exitCode, stdout, stderr: "" });
    if (verb === "ls") {
      expect(args).toContain("label=unicity.rehearsal.image=relay");
      expect(args).toContain("reference=unicity-rehearsal/relay");
      return answer(Object.keys(hours).join("\n"));
    }
    if (verb === "inspect") {
      const age = hours[reference] ?? 0;
      return answer(JSON.stringify(new Date(now - age * HOUR).toISOString()));
    }
    if (verb === "rm" && !locked.includes(reference)) removed.push(reference);
    return answer("", locked.includes(reference) ? 1 : 0);
  };
  return { run, removed };
}

test("removes old labelled tags of the same repository, and goes on when the engine refuses one that is in use", async () => {
  const tags = { a: 1, b: 30, c: 40, d: 50 };
  const hours = Object.fromEntries(
    Object.entries(tags).map(([tag, age]) => [`unicity-rehearsal/relay:${tag}`, age]),
  );
  const { run, removed } = engine(hours, ["unicity-rehearsal/relay:c"]);
  await pruneImages("relay", run, now);
  expect(removed).toEqual(["unicity-rehearsal/relay:d"]);
});

test("removes nothing that it did not ask for, nor without an engine", async () => {
  const { run, removed } = engine({ "other/a:1": 99, "other/b:1": 98, "other/c:1": 97 });
  await pruneImages("relay", run, now);
  expect(removed).toEqual([]);
  await pruneImages("relay", async () => ({ exitCode: 1, stdout: "", stderr: "no engine" }), now);
});
