// Checks an AsyncAPI document by the official parser: `make asyncapi`.
//
// node docs/asyncapi-check.mjs <folder that has node_modules> <document>; 1 when it has an error.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const ERROR = 0; // the parser's severities begin with it

const [folder, file] = process.argv.slice(2);
const { Parser } = createRequire(join(resolve(folder), "package.json"))("@asyncapi/parser");

const { document, diagnostics } = await new Parser().parse(readFileSync(file, "utf8"));
const errors = diagnostics.filter(({ severity }) => severity === ERROR);
for (const { path, range, message } of errors) {
  console.error(`${file}:${range.start.line + 1}: ${path.join(".")}: ${message}`);
}
if (errors.length > 0 || document === undefined) {
  console.error(`${file} is not an AsyncAPI document (errors: ${errors.length}).`);
  process.exit(1);
}
console.log(`${file} is AsyncAPI ${document.version()}, with ${document.messages().length} messages.`);
