import type { RunCommand } from "rehearsal";
import { expect, test } from "vitest";
import { documentOf } from "../../src/rehearse/document.ts";
import { planRehearsal } from "../../src/rehearse/plan.ts";
import { rehearse } from "../../src/rehearse/rehearse.ts";
import { rehearseDocument } from "../../src/rehearse/schemas.ts";
import { FakeEngine } from "./support/fake-engine.ts";

/** A rehearsal that gets a signal while it looks for its first image. @param fails commands that the engine refuses */
async function interruptedRehearsal(fails: (command: readonly string[]) => boolean, keep = false) {
  const interrupts = new AbortController();
  const engine = new FakeEngine([]);
  const run: RunCommand = async (command, options) => {
    if (command.includes("image")) interrupts.abort("SIGINT");
    if (fails(command)) return { exitCode: 1, stdout: "", stderr: "the engine is gone" };
    return engine.run(command, options);
  };
  const plan = planRehearsal(keep);
  const outcome = await rehearse({ plan, run, signal: interrupts.signal, onStep() {} });
  return rehearseDocument.parse(JSON.parse(JSON.stringify(documentOf(outcome, 1))));
}

test.each([false, true])("a signal ends it without an error once all is removed (kept: %s)", async (keep) => {
  const document = await interruptedRehearsal(() => false, keep);
  expect(document).toMatchObject({ outcome: "interrupted", exitCode: null, kept: null, error: null });
  expect(document.steps).toEqual([
    expect.objectContaining({ id: "images", outcome: "interrupted", evidence: "SIGINT" }),
  ]);
  expect(document.notMade).toEqual(
    planRehearsal(keep).steps.flatMap(({ id }) => (id === "images" ? [] : id)),
  );
});

test("what stands in the way of removing it is said", async () => {
  const document = await interruptedRehearsal((command) => command.includes("ps"));
  expect(document).toMatchObject({ outcome: "interrupted", exitCode: null });
  expect(JSON.stringify(document.error)).toContain("the engine is gone");
});
