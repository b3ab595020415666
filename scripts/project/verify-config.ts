import { join } from 'node:path';
import * as v from 'valibot';
import { readIfExists } from '../lib/files.ts';
import { Problem } from '../lib/problem.ts';
import { readYaml } from '../lib/yaml.ts';
import { VALUE_KINDS } from '../simulator/acceptance.ts';

/** Where people write down what they have decided about the comparison of a rule with its Action. */
export const VERIFY_YAML = 'rules-legacy/verify.yaml';

const kinds: readonly string[] = VALUE_KINDS.flatMap((kind) => [kind, `not ${kind}`]);
const Text = v.pipe(v.string(), v.nonEmpty());
/** Of several values the first is the usual one, and the others are tried too; null: not set. */
const Value = v.union([v.string(), v.tupleWithRest([v.string()], v.nullable(v.string()))]);
const Values = v.optional(v.record(v.string(), Value), {});

/** One text alone. */
const Is = v.pipe(v.string(), v.regex(/^(?:not )?is ./));

const Acceptance = v.strictObject({
  difference: Text,
  where: v.optional(
    v.record(v.string(), v.union([v.picklist(kinds), Is], `Expected is TEXT, or one of ${kinds.join(', ')}`)),
  ),
  reason: Text,
  by: Text,
  on: v.pipe(v.string(), v.isoDate('Expected a date such as 2026-11-23')),
});

const RuleConfig = v.strictObject({
  substitute: v.optional(v.record(v.string(), v.string()), {}),
  secrets: Values,
  configuration: Values,
  accept: v.optional(v.array(Acceptance), []),
});

/** The entry of verify.yaml for the comparison of all rules with all Actions. */
export const CHAIN = 'chain';

/** What verify.yaml says about one rule, or about the chain. */
export type RuleConfig = v.InferOutput<typeof RuleConfig>;

/** Reads verify.yaml: by the name of the rule. Without the file nothing is accepted. Throws a Problem for a mistake in it. */
export function readVerifyConfig(root: string): ReadonlyMap<string, RuleConfig> {
  const path = join(root, VERIFY_YAML);
  if (readIfExists(path) === undefined) return new Map();
  const yaml = readYaml(path, VERIFY_YAML, '');
  const parsed = v.safeParse(v.nullish(v.record(v.string(), RuleConfig), {}), yaml.content());
  if (parsed.success) return new Map(Object.entries(parsed.output ?? {}));
  const [issue] = parsed.issues;
  const keys = (issue.path ?? []).map(({ key }) => key as string | number);
  const node = keys.length === 0 ? undefined : yaml.document.getIn(keys, true);
  const parent = yaml.document.getIn(keys.slice(0, -1), true);
  throw new Problem('verify-yaml', `${keys.join('.')}: ${issue.message}`, {
    at: yaml.locate((node ?? parent) as Parameters<typeof yaml.locate>[0]),
    hint: 'Each rule has substitute, secrets, configuration and accept; an acceptance has difference, where, reason, by and on.',
  });
}
