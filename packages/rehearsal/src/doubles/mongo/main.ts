/** Both programs of the image: `main.js mongod …` and `main.js mongosh …`. Each loads only what it needs. */
async function main([program, ...args]: readonly string[]): Promise<void> {
  if (program === "mongosh") {
    const { runMongosh } = await import("./mongosh/main.ts");
    return runMongosh(args);
  }
  const { runMongod } = await import("./mongod/main.ts");
  return runMongod(args);
}

void main(process.argv.slice(2));
