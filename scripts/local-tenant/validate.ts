import * as v from 'valibot';
import { badRequest } from './errors.ts';

/** The body as the schema reads it, or a 400 `invalid_body` worded as Auth0 words it. */
export function parseBody<const Schema extends v.GenericSchema>(
  schema: Schema,
  body: unknown,
): v.InferOutput<Schema> {
  if (Array.isArray(body) && schema.type !== 'array') {
    throw badRequest("Payload validation error: 'Expected type object but found type array'.");
  }
  const result = v.safeParse(schema, body ?? {});
  if (result.success) return result.output;
  throw badRequest(`Payload validation error: '${describe(result.issues[0])}`);
}

function describe(issue: v.BaseIssue<unknown>): string {
  const path = issue.path?.map((item) => item.key) ?? [];
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return `Additional properties not allowed: ${String(path.at(-1))}'${on(path.slice(0, -1))}.`;
  }
  const missing =
    (issue.type === 'object' || issue.type === 'strict_object' || issue.type === 'loose_object') &&
    issue.received === 'undefined' &&
    path.length > 0;
  if (missing) return `Missing required property: ${String(path.at(-1))}'${on(path.slice(0, -1))}.`;
  const expected = TYPE_NAMES[issue.type];
  if (expected !== undefined && issue.kind === 'schema') {
    return `Expected type ${expected} but found type ${typeName(issue.input)}'${on(path)}.`;
  }
  if (issue.type === 'picklist' || issue.type === 'literal') {
    return `No enum match for: ${String(issue.input)}'${on(path)}.`;
  }
  return `${issue.message}'${on(path)}.`;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  boolean: 'boolean',
  array: 'array',
  object: 'object',
  strict_object: 'object',
  loose_object: 'object',
  record: 'object',
};

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** ` on property options.client_id`, ` on property callbacks[0]`. */
function on(path: readonly unknown[]): string {
  if (path.length === 0) return '';
  const text = path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('');
  return ` on property ${text}`;
}
