/** `what [CODE]` at the start of a line, then the four parts in their order; the evidence may have several lines. */
const FORM =
  /^\S.* \[([A-Z0-9_]+)\]\n {2}where: {4}\S.*\n {2}evidence: \S[\s\S]*?\n {2}cause: {4}\S.*\n {2}next: {5}\S/m;

/** Code of an error for people, when it has all its parts: what, where, evidence, cause and next step. */
export const refusalOf = (text: string): string | undefined => FORM.exec(text)?.[1];
