// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose and of shells
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commandsOf } from "../../src/lint/shell/commands.ts";
import { commandsOfHealth, commandsOfWords } from "../../src/lint/shell/exec.ts";
import { hostileText } from "../support/hostile.ts";

const programs = (script: string) => commandsOf(script).map(([program]) => program);

describe("the programs of a script", () => {
  test.each([
    ["a && b || c; d | e & f", ["a", "b", "c", "d", "e", "f"]],
    ["if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]],
    ["for x in one two; do a $x; done", ["a"]],
    ["while ! a; do sleep 1; done", ["a", "sleep"]],
    ["A=1 B=$(b) a", ["a", "b"]],
    ["x=$(a | b) && c", ["c", "a", "b"]],
    ['echo `a` "$(b "$(c)")" \'$(d)\'', ["a", "b", "c"]],
    ['$cmd x; "$other" y; a', ["a"]],
    ["exec a; command b", ["a", "b"]],
    ["a # b\n# c\nd", ["a", "d"]],
    ["f() { a; }\nf", ["a"]],
    ["case $1 in x | y) a ;; 'z') b ;; *) c ;; esac; d", ["a", "b", "c", "d"]],
    ["(a; b) > out 2>&1 < in", ["a", "b"]],
    ["cat <<EOF\nnot a command\nEOF\na", ["cat", "a"]],
    ["a \\\n  b\nc", ["a", "c"]],
    ["[ $((1 + 2)) -le ${A#*(} ] && a", ["a"]],
    ["a 'it''s' \"; b\"", ["a"]],
    ["/bin/a -x", ["/bin/a"]],
    ["", []],
  ])("%j", (script, expected) => {
    expect(programs(script)).toEqual(expected);
  });

  test("arguments are known as far as they are no expansion", () => {
    expect(commandsOf("wget -q 'http://a b' \"$URL\"")).toEqual([["wget", "-q", "http://a b", "$URL"]]);
  });

  test("no text makes it fail", () => {
    const shellish = fc.array(
      fc.constantFrom(
        "$(",
        "`",
        "${",
        "}",
        ")",
        "(",
        "'",
        '"',
        "\\",
        "<<",
        "\n",
        ";;",
        "case",
        "in",
        "a",
        " ",
        "#",
        "|",
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          hostileText,
          shellish.map((parts) => parts.join("")),
        ),
        (script) => void commandsOf(script),
      ),
    );
  });
});

describe("the programs of an argument list", () => {
  test.each<[string[], string[]]>([
    [["curl", "-f", "x; rm"], ["curl"]],
    [
      ["/bin/sh", "-c", "a; b", "name"],
      ["/bin/sh", "a", "b"],
    ],
    [
      ["bash", "-euxc", "a"],
      ["bash", "a"],
    ],
    [["sh", "script.sh"], ["sh"]],
    [[], []],
  ])("%j", (words, expected) => {
    expect(commandsOfWords(words).map(([program]) => program)).toEqual(expected);
  });

  test("a shell line needs a shell", () => {
    expect(
      commandsOfHealth({ disabled: false, shell: true, words: ["curl x"] }).map(([program]) => program),
    ).toEqual(["/bin/sh", "curl"]);
  });
});
