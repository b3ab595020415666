import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';
import { parse } from 'yaml';

import { profileJsonSchema } from '../../scripts/torq/json-schema.ts';

/** JSON as the formatter leaves it: a list that fits stays on one line. */
function layOut(json: unknown): string {
  const text = JSON.stringify(json, null, 2).replace(
    /^( *)(.*)\[\n([^[\]{}]*)\]/gmu,
    (block, indent, key, list) => {
      const line = `${indent}${key}[${String(list).trim().replace(/\n\s*/gu, ' ')}]`;
      return line.length < 110 ? line : block;
    },
  );
  return `${text}\n`;
}

const torqYaml = new URL('../../torq.yaml', import.meta.url);

test('torq.schema.json is the schema that the validator is made of (npx vitest -u writes it)', async () => {
  await expect(layOut(profileJsonSchema())).toMatchFileSnapshot('../../torq.schema.json');
});

test('every key is described, so that editors can explain it', () => {
  const properties = profileJsonSchema()['properties'] as Record<string, { description?: string }>;
  expect(Object.entries(properties).filter(([, { description }]) => !description)).toEqual([]);
});

test('required are the keys without a default; unknown keys are refused', () => {
  const { required, additionalProperties, properties } = profileJsonSchema() as {
    required: string[];
    additionalProperties: boolean;
    properties: Record<string, unknown>;
  };
  expect(additionalProperties).toBe(false);
  expect(required).toEqual([
    'vendor',
    'ssoDomain',
    'application',
    'connection',
    'flow',
    'scopes',
    'loginHint',
    'claim',
    'allowList',
    'mapping',
    'personas',
  ]);
  const used = Object.keys(parse(readFileSync(torqYaml, 'utf8')) as object);
  expect(used.filter((key) => !Object.hasOwn(properties, key))).toEqual([]);
});
