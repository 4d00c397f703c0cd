import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { docsOf } from "./model-docs.mjs";

/** Puts the model's docstrings back into declaration files: inferred types are printed without them. */
export function documentDeclarations(folder, literals) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".d.ts")) continue;
    const file = join(entry.parentPath, entry.name);
    writeFileSync(file, documented(readFileSync(file, "utf8"), literals));
  }
}

function documented(declarations, literals) {
  const lines = declarations.split("\n");
  const open = [];
  const comments = new Map();
  for (const [index, line] of lines.entries()) {
    const object = open.at(-1);
    const key = /^ *(?:"([^"]+)"|([\w$]+)): /.exec(line)?.slice(1).find(Boolean);
    const indent = line.length - line.trimStart().length;
    if (object && indent === object.indent + 4 && key) object.members.set(key, index);
    if (object && indent === object.indent && line.trimStart().startsWith("}")) {
      open.pop();
      const { docs } = docsOf(literals, object.members.keys());
      for (const [member, at] of object.members) if (docs.has(member)) comments.set(at, docs.get(member));
    }
    if (line.endsWith("z.ZodObject<{")) open.push({ indent, members: new Map() });
  }
  return lines
    .flatMap((line, index) => {
      const comment = comments.get(index);
      return comment ? [`${/^ */.exec(line)[0]}/** ${comment} */`, line] : [line];
    })
    .join("\n");
}
