// SPDX-License-Identifier: Apache-2.0
// node validate_sbom.mjs FILE: validates a CycloneDX SBOM against CycloneDX's own schema, and checks that it
// has a component of each library that everybody expects. Prints the number of components.
import { readFileSync } from 'node:fs'
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'

const text = readFileSync(process.argv[2], 'utf8')
const errors = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)
if (errors !== null) {
  console.error(JSON.stringify(errors, null, 2))
  process.exit(1)
}
const { components } = JSON.parse(text)
for (const name of ['libc6', 'libssl3', 'libstdc++6', 'libprometheus-cpp-core1.0', 'rapidjson-dev']) {
  if (!components.some(component => component.name.startsWith(name) && component.version !== '')) {
    console.error(`the SBOM does not have ${name}`)
    process.exit(1)
  }
}
console.log(`The SBOM is valid and has ${components.length} components.`)
