// Checks schemas and examples by Ajv in its strict mode: `node ajv.mjs FILE`; 1 when one is wrong.
//
// The file is a list of {schema, example}. Strict mode knows the keywords of JSON Schema alone;
// the one of ours, which only tells, is made known as any consumer would.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [file, folder] = process.argv.slice(2);
const require = createRequire(join(folder, "package.json"));
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

let wrong = 0;
for (const { schema, example } of JSON.parse(readFileSync(file, "utf-8"))) {
  const ajv = new Ajv({ strict: true, allErrors: true, logger: { log() {}, warn: fail, error: fail } });
  addFormats(ajv);
  ajv.addVocabulary(["x-extensible-enum"]);
  try {
    const validate = ajv.compile(schema);
    if (!validate(example)) fail(`${schema.$id}: ${ajv.errorsText(validate.errors)}`);
  } catch (error) {
    fail(`${schema.$id}: ${error.message}`);
  }
}
process.exit(wrong ? 1 : 0);

function fail(...words) {
  wrong += 1;
  console.error(...words);
}
