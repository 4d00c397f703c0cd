import fc from "fast-check";
import { expect, test } from "vitest";
import { parseChallenges } from "../../src/lock/challenge.ts";

test("a Bearer challenge is read with its quoted parameters", () => {
  const header =
    'Bearer realm="https://auth.example/token?a=b",service="registry.example",scope="repository:a/b:pull,push"';
  expect(parseChallenges(header)).toEqual([
    {
      scheme: "bearer",
      parameters: {
        realm: "https://auth.example/token?a=b",
        service: "registry.example",
        scope: "repository:a/b:pull,push",
      },
    },
  ]);
});

test("several challenges in one header are told apart", () => {
  expect(parseChallenges('BASIC realm="a \\"b\\"", charset=UTF-8, Bearer Realm = "c"')).toEqual([
    { scheme: "basic", parameters: { realm: 'a "b"', charset: "UTF-8" } },
    { scheme: "bearer", parameters: { realm: "c" } },
  ]);
});

test("the first of two equal parameters counts, and names of objects are nothing special", () => {
  expect(parseChallenges('Bearer realm="a",realm="b",constructor="c"')[0]?.parameters.realm).toBe("a");
  expect(parseChallenges("")).toEqual([]);
  expect(parseChallenges('realm="x"')).toEqual([]);
});

test("any header is read without an error", () => {
  fc.assert(fc.property(fc.string({ maxLength: 300 }), (header) => Array.isArray(parseChallenges(header))));
});
