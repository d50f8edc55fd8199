// Renders a template of the Ministry of Justice's, for tests of our own macros: node render.mjs
// MODULES NAME PARAMS
import { createRequire } from 'node:module'
const [modules, name, params] = process.argv.slice(2)
const nunjucks = createRequire(`${modules}/`)('nunjucks')
const env = nunjucks.configure(
  [`${modules}/@ministryofjustice/frontend`, `${modules}/govuk-frontend/dist`],
  { autoescape: true }
)
env.addFilter('date', (_, format) => format)
process.stdout.write(
  env.render(`moj/components/${name}/template.njk`, { params: JSON.parse(params) })
)
