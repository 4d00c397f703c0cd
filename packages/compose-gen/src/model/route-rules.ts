import type { z } from "zod";
import type { Route } from "./route.ts";

/** What the fields of a route must hold to together. */
export function routeRules(context: z.core.ParsePayload<Route>): void {
  const route = context.value;
  const refuse = (path: PropertyKey[], message: string) =>
    context.issues.push({ code: "custom", path, message, input: route });
  if (!route.exact && !route.path.endsWith("/"))
    refuse(["path"], "is a prefix and does not end with `/`: add it, or set `exact`");
  if (new Set(route.methods).size < route.methods.length) refuse(["methods"], "name a method twice");
  checkCors(route, refuse);
  if (typeof route.target === "string") checkProxy(route, refuse);
  else checkFiles(route, refuse);
}

type Refuse = (path: PropertyKey[], message: string) => void;

function checkCors({ cors, methods }: Route, refuse: Refuse): void {
  if (!cors) return;
  if (methods.includes("OPTIONS"))
    refuse(["methods"], "name OPTIONS, which `cors` answers before the target: remove one of them");
  for (const method of cors.methods ?? [])
    if (!methods.includes(method))
      refuse(["cors", "methods"], `offer ${method} to pages, which the route does not allow: add it there`);
}

function checkProxy(route: Route, refuse: Refuse): void {
  const { exact, strip, rewrite } = route;
  if (strip && exact) refuse(["strip"], "needs a prefix: an exact path has `rewrite`");
  if (strip && rewrite !== undefined) refuse(["rewrite"], "and `strip` exclude each other: choose one");
  if (strip && route.path === "/") refuse(["strip"], "of the prefix / takes nothing away: remove it");
  if (!exact && rewrite !== undefined && !rewrite.endsWith("/"))
    refuse(["rewrite"], "of a prefix is one too: end it with `/`");
  if (route.webSocket && !route.methods.includes("GET"))
    refuse(["webSocket"], "starts with a GET, which the route does not allow: add it to `methods`");
  for (const field of ["cache", "contentType"] as const)
    if (route[field] !== undefined) refuse([field], "is decided by the target: it belongs to files only");
}

function checkFiles(route: Route, refuse: Refuse): void {
  const single = typeof route.target === "object" && "file" in route.target;
  if (single && !route.exact) refuse(["target"], "is one file: set `exact`, or name a `folder`");
  if (!single && route.exact) refuse(["target"], "is a folder behind an exact path: name the `file`");
  for (const method of route.methods)
    if (method !== "GET" && method !== "HEAD")
      refuse(["methods"], `name ${method}: files are only read, with GET and HEAD`);
  if (!single && route.contentType !== undefined)
    refuse(["contentType"], "belongs to one file: those of a folder go by their extensions");
  if (route.strip) refuse(["strip"], "is always so for files: remove it");
  if (route.rewrite !== undefined) refuse(["rewrite"], "does not fit files: name another `file` or `folder`");
  if (route.webSocket) refuse(["webSocket"], "needs a service as target");
}
