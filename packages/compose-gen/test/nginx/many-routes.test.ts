import { expect, test } from "vitest";
import { defineService, type RouteInput } from "../../src/index.ts";
import { planDoor } from "../../src/nginx/plan-door.ts";
import { renderDoor } from "../../src/nginx/render-routes.ts";
import { serviceInput, stackOf } from "../support/minimal.ts";

/** How often each list of origins is read while a door of so many routes is rendered. */
function readsOfEachList(count: number): number {
  const routes = Array.from(
    { length: count },
    (_, index): RouteInput => ({
      path: `/r${index}`,
      exact: true,
      target: "web/http",
      methods: ["GET"],
      cors: { origins: [`https://a${index}.example`] },
    }),
  );
  const endpoints = { http: { port: 80, protocol: "http" } };
  const service = defineService(serviceInput({ endpoints, routes }));
  const door = planDoor(stackOf([{ endpoints, routes }]), service);
  let reads = 0;
  for (const { cors } of door.routes) {
    const origins = cors?.origins;
    Object.defineProperty(cors, "origins", {
      get: () => {
        reads++;
        return origins;
      },
    });
  }
  expect(renderDoor(door).http.match(/^map \$http_origin /gm)).toHaveLength(count);
  return reads / count;
}

test("with more routes no list of origins is looked at more often", () => {
  expect(readsOfEachList(200)).toBe(readsOfEachList(10));
});
