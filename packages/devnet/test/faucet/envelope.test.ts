import { describe, expect, it } from "vitest";
import { formatEnvelope, parseEnvelope } from "../../src/faucet/acp/envelope.ts";

const valid = { ...JSON.parse(formatEnvelope({ id: "i", name: "n" }, "acp.ping", {})) };

describe("parseEnvelope", () => {
  it("takes what formatEnvelope writes, up to 300 s off", () => {
    for (const skew of [-300_000, 0, 300_000]) {
      expect(parseEnvelope(JSON.stringify(valid), valid.ts_ms + skew)).toEqual(valid);
    }
    for (const skew of [-300_001, 300_001]) {
      expect(parseEnvelope(JSON.stringify(valid), valid.ts_ms + skew)).toBeUndefined();
    }
  });

  it("takes 64 KiB and 20 levels, not more", () => {
    const text = JSON.stringify(valid);
    expect(parseEnvelope(text.padEnd(64 * 1024), valid.ts_ms)).toBeDefined();
    expect(parseEnvelope(text.padEnd(64 * 1024 + 1), valid.ts_ms)).toBeUndefined();
    const nested = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`);
    expect(parseEnvelope(JSON.stringify({ ...valid, payload: nested(19) }), valid.ts_ms)).toBeDefined();
    expect(parseEnvelope(JSON.stringify({ ...valid, payload: nested(20) }), valid.ts_ms)).toBeUndefined();
  });

  it("survives any nesting that fits", () => {
    const hostile = JSON.stringify(valid).replace('"payload":{}', `"payload":{"a":${"[".repeat(30_000)}`);
    expect(parseEnvelope(hostile + "]".repeat(30_000), valid.ts_ms)).toBeUndefined();
  });

  it("refuses keys that pollute prototypes, wherever they are", () => {
    for (const key of ["__proto__", "constructor", "prototype"]) {
      const text = JSON.stringify(valid).replace('"payload":{}', `"payload":{"a":[{"${key}":1}]}`);
      expect(parseEnvelope(text, valid.ts_ms), key).toBeUndefined();
    }
  });
});
