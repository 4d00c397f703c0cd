#!/usr/bin/env node
try {
  const { launch } = await import("@unicity-sphere/devnet/launch");
  launch(new URL("../dist/cli.js", import.meta.url));
} catch (error) {
  if (error?.code !== "ERR_MODULE_NOT_FOUND") throw error;
  console.error("The packages that stackctl needs are not installed.");
  console.error(
    "Run `npx pnpm install && npx pnpm build` in the repository, or `npm start`, which brings the stack up too.",
  );
  process.exit(3);
}
