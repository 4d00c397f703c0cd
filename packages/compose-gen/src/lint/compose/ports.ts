import type { DocumentPath } from "../finding.ts";
import { asList, asRecord, asText } from "./coerce.ts";
import type { LintPort } from "./document.ts";

/** The published ports of a service in their short (`[address:][port:]target[/protocol]`) or long form. */
export function normalisePorts(value: unknown, path: DocumentPath): LintPort[] {
  return asList(value).map((item, index) => {
    const at = [...path, index];
    const text = asText(item);
    return text === undefined ? longPort(asRecord(item), at) : shortPort(text, at);
  });
}

function longPort(port: Record<string, unknown>, path: DocumentPath): LintPort {
  return {
    hostIp: asText(port.host_ip) ?? "",
    published: asText(port.published) ?? "",
    target: asText(port.target) ?? "",
    protocol: asText(port.protocol) ?? "tcp",
    path,
  };
}

function shortPort(text: string, path: DocumentPath): LintPort {
  const [address = "", protocol = "tcp"] = text.split("/", 2);
  const [, brackets, rest = ""] = /^\[([^\]]*)\]:?(.*)$/.exec(address) ?? [undefined, undefined, address];
  const parts = rest.split(":");
  const target = parts.pop() ?? "";
  const published = parts.pop() ?? "";
  return { hostIp: brackets ?? parts.join(":"), published, target, protocol, path };
}

/** Single ports of `8080` or `8080-8090`; text that is no number stands for itself. */
export function portNumbers(range: string): string[] {
  const [, first, last] = /^([0-9]{1,5})-([0-9]{1,5})$/.exec(range) ?? [];
  if (first === undefined || last === undefined || Number(last) - Number(first) > 65_535) return [range];
  return Array.from({ length: Math.max(0, Number(last) - Number(first) + 1) }, (_, index) =>
    String(Number(first) + index),
  );
}
