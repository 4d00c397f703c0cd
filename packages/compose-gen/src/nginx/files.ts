import type { Route } from "../model/route.ts";
import { block, type Directive, directive, syntax } from "./directive.ts";
import { escapeRegExp } from "./regular-expression.ts";

/**
 * How a route serves files; none for services. ETag and `If-None-Match` are nginx's own. Folders are not listed and have
 * no index; hidden files, and files behind symbolic links in the folder, are not served.
 *
 * @param at path of the location, where it is not that of the route but below it
 */
export function fileDirectives(route: Route, at = route.path): Directive[] {
  const { target, path, cache, contentType } = route;
  if (typeof target === "string") return [];
  const folder =
    "file" in target ? target.file.replace(/[^/]*$/, "") : `${target.folder}/`.replace("//", "/");
  return [
    ...("folder" in target ? [hiddenFiles(path)] : []),
    directive("alias", "file" in target ? target.file : `${folder}${at.slice(path.length)}`),
    directive("try_files", syntax("$uri"), "=404"),
    directive("disable_symlinks", "on", `from=${folder}`),
    directive("log_not_found", "off"),
    directive("add_header", "Cache-Control", cacheControl(cache)),
    directive("add_header", "X-Content-Type-Options", "nosniff"),
    ...(contentType === undefined ? [] : [block("types", [], []), directive("default_type", contentType)]),
  ];
}

function hiddenFiles(path: string): Directive {
  const condition = [syntax("($uri"), syntax("~"), syntax(`(?s)^${escapeRegExp(path)}(?:.*/)?\\.)`)];
  return block("if", condition, [directive("return", 404)]);
}

function cacheControl(cache: Route["cache"]): string {
  return cache === undefined ? "no-cache" : `max-age=${Math.floor(cache.maxAge / 1000)}`;
}
