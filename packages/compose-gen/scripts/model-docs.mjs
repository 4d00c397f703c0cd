// The docstrings of the model, so that the JSON Schema and the published declarations say what the sources say.
// They are found by the layout that the formatter guarantees: members of one object literal have one indentation.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The object literals of every source in a folder that have a docstring.
 *
 * @returns `{ title?, keys, docs }` each: docstring of the constant, names of all members, docstring by member
 */
export function readModelDocs(folder) {
  return sources(folder).flatMap(literalsIn);
}

/** Docstrings of the constants in every source of a folder, by name. */
export function readConstantDocs(folder) {
  const declared = sources(folder).flatMap((source) => [
    ...joinComments(source)
      .join("\n")
      .matchAll(/^\/\*\* (.*) \*\/\nexport const (\w+)/gm),
  ]);
  return new Map(declared.map(([, comment, name]) => [name, comment]));
}

/** What the model says about the members of an object with these keys, and about the object itself. */
export function docsOf(literals, keys) {
  const known = new Set(keys);
  const fitting = literals
    .filter((literal) => [...literal.keys].every((key) => known.has(key)))
    .sort((left, right) => left.keys.size - right.keys.size);
  const docs = new Map(fitting.flatMap((literal) => [...literal.docs]));
  return { title: fitting.findLast((literal) => literal.title !== undefined)?.title, docs };
}

function sources(folder) {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts"))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8"));
}

function literalsIn(source) {
  const found = [];
  const open = [];
  let comment;
  let title;
  for (const line of joinComments(source)) {
    const indent = line.length - line.trimStart().length;
    while (open.at(-1)?.indent > indent) found.push(open.pop());
    const docstring = /^\s*\/\*\* (.*) \*\/$/s.exec(line)?.[1];
    if (docstring !== undefined) {
      comment = docstring;
      continue;
    }
    if (indent === 0) title = /^(?:export )?const /.test(line) ? comment : title;
    const key = memberName(line);
    if (indent > 0 && key !== undefined) {
      if (open.at(-1)?.indent !== indent) open.push({ indent, keys: new Set(), docs: new Map(), title });
      const literal = open.at(-1);
      title = undefined;
      literal.keys.add(key);
      if (comment) literal.docs.set(key, comment);
    }
    comment = undefined;
  }
  return [...found, ...open].filter((literal) => literal.title || literal.docs.size > 0);
}

function memberName(line) {
  return /^\s+(?:"([^"]+)"|([\w$]+))\??(?::| ?,?$)/.exec(line)?.slice(1).find(Boolean);
}

/** Lines of a source in which a docstring of several lines is one. */
function joinComments(source) {
  const joined = source.replace(/\/\*\*\n([\s\S]*?)\n *\*\//g, (_, text) => {
    const lines = text.split("\n").map((line) => line.replace(/^ *\* ?/, "").trim());
    return `/** ${lines.join(" ").trim()} */`;
  });
  return joined.split("\n").filter((line) => line.trim() !== "");
}
