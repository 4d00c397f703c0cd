import { expect, test } from "vitest";
import { ComposeGenError } from "../../src/index.ts";
import { findSdkLine, resolveSdkLine, type SdkLine } from "../../src/sdk-lines/index.ts";

const rows: SdkLine[] = [
  {
    id: "v1",
    title: "first",
    status: "runs-embedded",
    images: {},
    sdk: { "@acme/wallet": ">=0.6.14 <0.9.0-0", "@acme/core": ">=1.5.0-0 <2.0.0-0" },
  },
  {
    id: "v2",
    title: "second",
    status: "renders",
    images: {},
    sdk: { "@acme/wallet": "0.9.x", "@acme/core": "2.0.0-rc.6027e82" },
  },
  {
    id: "v2b",
    title: "late second",
    status: "unsupported",
    images: {},
    sdk: { "@acme/core": ">=2.0.0 <3" },
    reason: "its image is not known",
    unblocks: "the tag of an image",
  },
  { id: "v3", title: "third", status: "runs-embedded", images: {}, sdk: { "@acme/core": "3.0.x" } },
]; // prettier-ignore

function refusal(sdk: string): ComposeGenError {
  try {
    resolveSdkLine(rows, sdk);
  } catch (error) {
    if (error instanceof ComposeGenError) return error;
    throw error;
  }
  throw new Error(`${sdk} was accepted`);
}

test.each([
  ["0.6.14", "v1"],
  ["v0.6.14", "v1"],
  ["0.8.99", "v1"],
  ["1.6.1-rc.f37cb85", "v1"],
  ["wallet@0.9.3", "v2"],
  ["2.0.0-rc.6027e82", "v2"],
  ["core@3.0.1", "v3"],
  ["@acme/core@3.0.1", "v3"],
  ["3.0.2", "v3"],
])("%s belongs to %s", (sdk, id) => {
  expect(resolveSdkLine(rows, sdk).id).toBe(id);
});

test.each(["0.6.13", "4.0.0", "core@0.6.14", "@other/core@3.0.1", "latest", "", "@", "wallet@", "0.6"])(
  "%j is unknown, and the known lines are listed",
  (sdk) => {
    const { code, parts } = refusal(sdk);
    expect(code).toBe("SDK_UNKNOWN");
    for (const row of rows) expect(parts.evidence).toContain(`${row.id}: `);
  },
);

test("a version of an unsupported line is refused with its reason and with what would help", () => {
  const { code, parts } = refusal("2.0.1");
  expect(code).toBe("SDK_UNSUPPORTED");
  expect(parts.what).toContain("its image is not known");
  expect(parts.next).toBe("It needs: the tag of an image.");
});

test("a bare version that two packages have asks for the package", () => {
  const overlapping = [...rows, { ...rows[3], id: "other", sdk: { "@acme/wallet": "3.x" } } as SdkLine];
  expect(() => resolveSdkLine(overlapping, "3.0.1")).toThrow(/SDK_AMBIGUOUS/);
  expect(resolveSdkLine(overlapping, "wallet@3.0.1").id).toBe("other");
});

test("a generation is found by its id, or the ids are listed", () => {
  expect(findSdkLine(rows, "v2").id).toBe("v2");
  expect(() => findSdkLine(rows, "v9")).toThrow(/Choose one of v1, v2, v2b, v3/);
  expect(() => findSdkLine(rows, "v2b")).toThrow(/SDK_UNSUPPORTED/);
});
