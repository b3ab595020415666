import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { spareSchemas } from '../../scripts/tenant/a0deploy-schema.mjs';
import { RESOURCE_TYPES } from '../../scripts/tenant/changes.ts';

const require = createRequire(import.meta.url);

interface Schema {
  properties: Record<string, unknown>;
}

/** A fresh copy of the schema of the installed auth0-deploy-cli. */
function installedSchema(): Schema {
  return structuredClone((require('auth0-deploy-cli/lib/tools/auth0/schema') as { default: Schema }).default);
}

const bytes = (value: unknown): number => JSON.stringify(value).length;

describe('the schema of the installed auth0-deploy-cli', () => {
  it('is still where the child looks for it, with the types that a plan sends', () => {
    const schema = installedSchema();
    expect(Object.keys(schema)).toEqual(['type', '$schema', 'properties', 'additionalProperties']);
    for (const type of RESOURCE_TYPES) expect(bytes(schema.properties[type]), type).toBeGreaterThan(100);
  });

  it('is still so large that sparing pays: drop the sparing when this fails because it shrank', () => {
    expect(bytes(installedSchema())).toBeGreaterThan(2_000_000);
  });

  it('shrinks to what a plan needs, and loses nothing of that', () => {
    const schema = installedSchema();
    spareSchemas(schema, RESOURCE_TYPES);
    expect(bytes(schema)).toBeLessThan(60_000);
    const whole = installedSchema();
    for (const type of [...RESOURCE_TYPES, 'exclude', 'include']) {
      expect(schema.properties[type]).toEqual(whole.properties[type]);
    }
    expect(Object.keys(schema.properties)).toEqual(Object.keys(whole.properties));
  });
});
