/**
 * auth0-deploy-cli compiles the JSON schema of all its resource types, twice a run; that of `prompts` alone is 8 MB of 8.1
 * and costs 25 s and 1.7 GB. Types that a job does not hold have nothing to validate, so their schemas are emptied in the
 * child's memory; those it holds are validated as ever.
 * @param {{ properties: Record<string, unknown> }} schema auth0-deploy-cli's own, changed in place
 * @param {readonly string[]} held the resource types of the job
 */
export function spareSchemas(schema, held) {
  for (const type of Object.keys(schema.properties)) {
    if (!held.includes(type) && type !== 'exclude' && type !== 'include') schema.properties[type] = {};
  }
}
