import type { Difference } from './compare.ts';
import { scenarioOf, type Setting } from './settings.ts';

/** Kinds of values that a condition can ask for. */
export const VALUE_KINDS = ['absent', 'text', 'texts', 'number', 'flag', 'null', 'object', 'list'] as const;

/** A difference that somebody has looked at and wants: from verify.yaml. */
export interface Acceptance {
  /** `rule-stalls`, `merged-app-metadata`, `redirect-suspends`, or the path of a difference. */
  readonly difference: string;
  /**
   * The logins it is accepted for: path in the login to `texts`, `not texts`, `is one-text`, … All must hold. The value
   * of a secret or of the configuration is known where it is not the usual one: `secrets.MODE`.
   */
  readonly where?: Readonly<Record<string, string>> | undefined;
  readonly reason: string;
  readonly by: string;
  readonly on: string;
}

/** The Rule hung and the Action lets the login through as if it was not there: a finding of its own. */
export const RULE_STALLS = 'rule-stalls';

/** The Rule hung, and the Action lets the login through and does something to it. */
const RULE_STALLS_ACTION_ACTS = 'rule-stalls-action-acts';

/** The name under which a difference can be accepted. */
export function findingOf({ path, rule, action, untouched, cause }: Difference): string {
  if (cause) return cause;
  const ruleEnd = rule as { kind?: string; how?: string } | undefined;
  const actionEnd = action as { kind?: string } | undefined;
  const isStall = path === 'end' && ruleEnd?.how === 'stalled' && actionEnd?.kind !== 'refused';
  if (!isStall) return path;
  return untouched ? RULE_STALLS : RULE_STALLS_ACTION_ACTS;
}

/** Whether the acceptance covers this difference of this login. */
export function covers(
  acceptance: Acceptance,
  difference: Difference,
  settings: readonly Setting[],
): boolean {
  if (findingOf(difference) !== acceptance.difference) return false;
  const { login, values: set = {} } = scenarioOf(settings);
  const values = Object.fromEntries(Object.entries(set).filter(([, value]) => value !== null));
  const known = { ...login, secrets: values, configuration: values };
  return Object.entries(acceptance.where ?? {}).every(([path, wanted]) => {
    const [negated, kind] = wanted.startsWith('not ') ? [true, wanted.slice(4)] : [false, wanted];
    const value = valueAt(known, path);
    const holds = kind.startsWith('is ') ? value === kind.slice(3) : kindOfValue(value) === kind;
    return holds !== negated;
  });
}

function valueAt(from: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], from);
}

function kindOfValue(value: unknown): (typeof VALUE_KINDS)[number] {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? 'texts' : 'list';
  const kinds = { string: 'text', number: 'number', boolean: 'flag' } as const;
  return kinds[typeof value as keyof typeof kinds] ?? 'object';
}
