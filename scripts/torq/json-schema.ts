import type * as v from 'valibot';

import { profileSchema } from './profile-schema.ts';

type Json = Record<string, unknown>;
type Schema = v.GenericSchema & {
  readonly entries?: Record<string, Schema>;
  readonly item?: Schema;
  readonly value?: Schema;
  readonly wrapped?: Schema;
  readonly default?: unknown;
  readonly options?: readonly string[];
  readonly pipe?: readonly {
    readonly kind: string;
    readonly type: string;
    readonly [key: string]: unknown;
  }[];
};

/** The JSON schema of a profile, for editors; made from the schema that validates it, so the two cannot differ. */
export function profileJsonSchema(): Json {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Single sign-on profile',
    description: 'Torq (or another relying party) behind Auth0 and Entra ID: connection, mapping, personas.',
    ...jsonSchema(profileSchema as unknown as Schema),
  };
}

function jsonSchema(schema: Schema): Json {
  const steps = schema.pipe;
  if (!steps) return typeSchema(schema);
  const [base, ...rest] = steps;
  return Object.assign(
    typeSchema(base as unknown as Schema),
    ...rest.map((step) => keyword(step, base?.type)),
  );
}

function typeSchema(schema: Schema): Json {
  switch (schema.type) {
    case 'string':
    case 'boolean':
      return { type: schema.type };
    case 'picklist':
      return { enum: schema.options };
    case 'array':
      return { type: 'array', items: jsonSchema(schema.item as Schema) };
    case 'optional': {
      const inner = jsonSchema(schema.wrapped as Schema);
      return schema.default === undefined ? inner : { ...inner, default: schema.default };
    }
    case 'record':
      return { type: 'object', additionalProperties: jsonSchema(schema.value as Schema) };
    case 'strict_object': {
      const entries = Object.entries(schema.entries as Record<string, Schema>);
      return {
        type: 'object',
        additionalProperties: false,
        required: entries.filter(([, entry]) => !isOptional(entry)).map(([key]) => key),
        properties: Object.fromEntries(entries.map(([key, entry]) => [key, jsonSchema(entry)])),
      };
    }
    default:
      throw new Error(`No JSON schema is known for a valibot ${schema.type}`);
  }
}

function keyword(step: NonNullable<Schema['pipe']>[number], on: string | undefined): Json {
  switch (step.type) {
    case 'description':
      return { description: step['description'] };
    case 'regex':
      return { pattern: (step['requirement'] as RegExp).source };
    case 'non_empty':
      return on === 'array' ? { minItems: 1 } : { minLength: 1 };
    case 'string':
      return {};
    default:
      throw new Error(`No JSON schema keyword is known for valibot's ${step.type}`);
  }
}

function isOptional(schema: Schema): boolean {
  return schema.type === 'optional' || schema.pipe?.[0]?.type === 'optional';
}
