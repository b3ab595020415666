import { claimActions } from './code-checks.ts';
import {
  finding,
  note,
  unseen,
  untold,
  type AuditInput,
  type CodeSource,
  type Remark,
  type RuleSource,
} from './row.ts';

/** Since this day no tenant runs Rules: https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations */
const RULES_END = '2026-11-18';

/** Every path of a Rule answers once. */
export function* ruleExits(input: AuditInput): Generator<Remark> {
  for (const rule of input.rules) {
    if (rule.badExits === undefined) {
      yield unseen(
        `Whether every path of ${rule.file} answers.`,
        rule.onTenant ? 'Bring it here with `npm run pull`.' : 'Run `npm run verify`.',
        { file: rule.file },
      );
    }
    for (const { kind, at } of rule.badExits ?? []) {
      const what =
        kind === 'never'
          ? 'Here the Rule ends without calling back: the login stalls until the time limit and fails'
          : 'Here the Rule calls back a second time';
      if (counts(input, rule))
        yield finding(`${what}.`, 'Answer once on every path: return callback(null, user, context).', at);
      else yield note(`${what}. ${whyNot(rule)}`, at);
    }
  }
}

/** Why a Rule that does not count decides nothing. */
export function whyNot({ enabled, action }: Decides): string {
  return enabled ? `Rules no longer run; the Action ${action} replaces it.` : 'The Rule is off.';
}

type Decides = Pick<RuleSource, 'enabled' | 'action'>;

/** True when the Rule still decides something: Rules run, or nothing replaces it. */
export function counts(input: AuditInput, rule: Decides): boolean {
  return rule.enabled && (input.today < RULES_END || !isReplaced(input, rule));
}

function isReplaced({ actions }: AuditInput, { action }: Decides): boolean {
  return action !== undefined && actions.some(({ name }) => name === action);
}

/** Rules that still run: until the day on which they ended, those that the tenant says, or else the files. */
function running(input: AuditInput): AuditInput['rules'] {
  if (input.today >= RULES_END) return [];
  const live = input.live?.enabledRules?.map(({ name }) => name);
  return input.rules.filter(({ name, enabled }) => live?.includes(name) ?? enabled);
}

function claims(source: CodeSource, claim: string): boolean {
  return source.facts.claims.some(({ name }) => name.kind === 'literal' && name.value === claim);
}

function guarded(action: CodeSource): boolean {
  return action.facts.uses.some(({ name }) => name === 'api.rules.wasExecuted');
}

/** Not both a Rule and an Action set the claim. */
export function* ruleBesideAction(input: AuditInput): Generator<Remark> {
  const { claim } = input.source.profile;
  const rules = running(input).filter((rule) => claims(rule, claim));
  for (const action of claimActions(input)) {
    for (const rule of guarded(action) ? [] : rules) {
      yield finding(
        `${rule.name} and ${action.name} both set ${claim}; Rules run first, so the Action wins.`,
        'Disable the Rule, or guard the Action with api.rules.wasExecuted while both are on.',
        { file: rule.file },
      );
    }
  }
}

/** No Action steps back for a Rule that does nothing. */
export function* guardedByRule(input: AuditInput): Generator<Remark> {
  for (const action of claimActions(input).filter(guarded)) {
    const at = action.facts.uses.find(({ name }) => name === 'api.rules.wasExecuted')?.at;
    for (const rule of running(input)) {
      const broken = rule.facts.gates.some(
        ({ against }) => against.kind === 'literal' && !/^[A-Za-z0-9]{32}$/u.test(against.value),
      );
      if (!broken) continue;
      yield finding(
        `${action.name} steps back when ${rule.name} has run, and that Rule's gate never lets the claim through.`,
        'Disable the Rule and remove the guard.',
        at,
      );
    }
  }
}

/** No Rule is relied upon after Rules have ended. */
export function* endedRules(input: AuditInput): Generator<Remark> {
  const { claim } = input.source.profile;
  if (input.today < RULES_END) return;
  for (const rule of input.rules) {
    if (!rule.enabled || isReplaced(input, rule)) continue;
    const what = claims(rule, claim) && claimActions(input).length === 0 ? `, so nothing sets ${claim}` : '';
    yield finding(
      `No tenant runs Rules since ${RULES_END}, and no Action replaces ${rule.name}${what}.`,
      rule.onTenant
        ? 'Bring it here with `npm run pull`, then convert it.'
        : `Convert it: npm run migrate -- ${rule.file}`,
      { file: rule.file },
    );
  }
  yield* untold(input, 'rules', 'Rules of the tenant');
}
