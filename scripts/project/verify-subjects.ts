import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildBundle } from '../bundle/build.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { readIfExists } from '../lib/files.ts';
import { Problem } from '../lib/problem.ts';
import { sha256 } from '../lib/sha256.ts';
import { actionOf } from '../rule/rule.ts';
import { RULE_STALLS } from '../simulator/acceptance.ts';
import { mergeAims } from '../simulator/aims.ts';
import { coverageBuild, type CoverageBuild } from '../simulator/coverage-build.ts';
import { ABSENT } from '../simulator/domains.ts';
import type { MutationTarget } from '../simulator/mutation.ts';
import type { BoundAction } from '../simulator/result.ts';
import type { BoundRule } from '../simulator/rules-result.ts';
import { asksWhoReturns, sendsAway } from '../simulator/on-return.ts';
import { prepareRules, type PreparedRule } from '../simulator/rule-code.ts';
import type { Setting } from '../simulator/settings.ts';
import { isStoodIn } from '../simulator/stand-ins.ts';
import { aimsAt, madeUpValues, openTables, otherValues, usualValues } from '../simulator/values.ts';
import type { Verdict } from '../simulator/verdict.ts';
import type { Subject } from '../simulator/verify.ts';
import { linesAside } from './aside.ts';
import { neededRules } from './needed-rules.ts';
import { readSavedLogins } from './saved-logins.ts';
import { CHAIN, VERIFY_YAML, readVerifyConfig, type RuleConfig } from './verify-config.ts';

/** A comparison to make: one rule and its Action, or all of them in order. */
export interface VerifySubject {
  /** The name of the rule, or `chain`. */
  readonly name: string;
  readonly subject: Subject;
  readonly rules: Verdict['rules'];
  readonly actions: Verdict['actions'];
  readonly needs: NonNullable<Verdict['needs']>;
  /** What is to be known of the way in which they are compared. */
  readonly remarks: readonly string[];
  /** Hash of what verify.yaml says about it, and of the saved logins. */
  readonly settings: string;
  /** Logins to try first. */
  readonly saved: readonly (readonly Setting[])[];
  /** Sources by file, for reports. */
  readonly sources: ReadonlyMap<string, string>;
  /** What the mutation check breaks. */
  readonly targets: readonly MutationTarget[];
}

type PreparableRule = Parameters<typeof prepareRules>[0][number];

interface Side {
  readonly rule: PreparableRule;
  readonly config: RuleConfig;
  readonly action: string;
}

/** The comparisons of a project: one for each rule, those named only, or one of the whole chain. */
export async function verifySubjects(
  root: string,
  rules: readonly PreparableRule[],
  options: { readonly names: readonly string[]; readonly chain: boolean },
): Promise<VerifySubject[]> {
  const configs = readVerifyConfig(root);
  const known = rules.map(({ name }) => name);
  refuseUnknown(options.names, known, 'rule-unknown', 'The command line');
  refuseUnknown(
    [...configs.keys()].filter((name) => name !== CHAIN),
    known,
    'verify-yaml',
    VERIFY_YAML,
  );
  const sides = rules
    .toSorted((a, b) => a.order - b.order)
    .map((rule): Side => ({ rule, config: configs.get(rule.name) ?? NO_CONFIG, action: actionOf(rule) }));
  if (options.chain) {
    const enabled = sides.filter(({ rule }) => rule.enabled);
    return [await subjectOf(root, CHAIN, enabled, { accept: configs.get(CHAIN)?.accept ?? [] })];
  }
  const needs = neededRules(sides.map(({ rule, config }) => withSubstitutes(rule, config)));
  const chosen = sides.filter(({ rule }) => options.names.length === 0 || options.names.includes(rule.name));
  return Promise.all(
    chosen.map((side) => {
      const needed = needs.get(side.rule.name) ?? [];
      const before = sides.filter(({ rule }) => needed.some((need) => need.rule === rule.name));
      const others = sides.filter((other) => other.rule.enabled && ![...before, side].includes(other));
      const isSentAway =
        asksWhoReturns(side.rule.source) && others.some(({ rule }) => sendsAway(rule.source));
      return subjectOf(root, side.rule.name, [...before, side], {
        redirectsElsewhere: isSentAway,
        needs: needed,
      });
    }),
  );
}

const NO_CONFIG: RuleConfig = { substitute: {}, secrets: {}, configuration: {}, accept: [] };

function refuseUnknown(names: readonly string[], known: readonly string[], code: string, who: string): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new Problem(code, `${who} names the rule ${unknown}, which there is not.`, {
    at: { file: who === VERIFY_YAML ? VERIFY_YAML : 'rules-legacy' },
    hint: `There is ${known.join(', ') || 'no rule'}.`,
  });
}

async function subjectOf(
  root: string,
  name: string,
  sides: readonly Side[],
  {
    accept = [],
    redirectsElsewhere = false,
    needs = [],
  }: {
    readonly accept?: RuleConfig['accept'];
    readonly redirectsElsewhere?: boolean;
    readonly needs?: VerifySubject['needs'];
  },
): Promise<VerifySubject> {
  const saved = readSavedLogins(root, name);
  const rules = prepareRules(sides.map(({ rule, config }) => withSubstitutes(rule, config)));
  const passed = sides.length > 1 ? sides.filter(({ config }) => config.accept.some(isAnyStall)) : [];
  const isPassed = (name: string): boolean => passed.some(({ rule }) => rule.name === name);
  const bound = (rule: BoundRule): BoundRule => (isPassed(rule.name) ? { ...rule, isPassed: true } : rule);
  const own = sides.flatMap((side) =>
    side.config.accept.filter((one) => !(passed.includes(side) && isAnyStall(one))),
  );
  const actionNames = [...new Set(sides.map(({ action }) => action))];
  const bundles = await Promise.all(actionNames.map((action) => bundleOf(root, action, sides)));
  let firstId = rules.reduce((count, { branches }) => count + branches.length, 0);
  const builds: CoverageBuild[] = [];
  for (const { source } of bundles) {
    const built = await coverageBuild(root, join(root, source), firstId);
    firstId += built.branches.length;
    builds.push(built);
  }
  const values = valuesOf(sides, builds, rules);
  const actions = (codes: readonly string[]): BoundAction[] =>
    bundles.map(({ name, dependencies }, at) => ({
      name,
      code: codes[at]!,
      secrets: values.secrets,
      dependencies,
    }));
  const world = {
    configuration: values.configuration,
    quirks: { mergesAppMetadata: true },
    root,
    redirectsElsewhere,
  };
  return {
    name,
    rules: sides.map(({ rule }) => ({ name: rule.name, file: rule.file, hash: sha256(rule.source) })),
    actions: bundles.map(({ name, source, hash }) => ({ name, file: source, hash })),
    settings: sha256(
      JSON.stringify(
        [sides.map(({ config }) => config), accept, saved, redirectsElsewhere],
        (_key, value: unknown) => (value === ABSENT ? 'absent' : value),
      ),
    ),
    saved,
    needs,
    remarks: [
      ...needs.map(
        ({ rule, path }) =>
          `It uses ${path} of ${rule}, so it is compared behind it: Rule after Rule, Action after Action.`,
      ),
      ...passed.map(
        ({ rule }) => `Where ${rule.name} hangs, which is accepted, the Rules go on as if it had not run.`,
      ),
    ],
    sources: new Map([
      ...sides.map(({ rule }) => [rule.file, rule.source] as const),
      ...bundles.map(({ source }) => [source, readFileSync(join(root, source), 'utf8')] as const),
    ]),
    targets: bundles
      .map(({ name, source }, at) => targetOf(name, source, builds[at]!.sources, name === CHAIN))
      .filter(({ action }) => needs.length === 0 || action === sides.at(-1)!.action),
    subject: {
      sides: {
        ...world,
        rules: rules.map(({ plain }) => bound(plain)),
        actions: actions(bundles.map(({ code }) => code)),
      },
      instrumented: {
        ...world,
        rules: rules.map(({ instrumented }) => bound(instrumented)),
        actions: actions(builds.map(({ code }) => code)),
      },
      aims: mergeAims([
        ...rules.map(({ aims }) => aims),
        ...builds.map(({ aims }) => aims),
        aimsAt(values.configuration),
        aimsAt(values.secrets),
        openTables(
          mergeAims(rules.map(({ aims }) => aims)),
          sides.flatMap(({ config }) => Object.keys({ ...config.configuration, ...config.secrets })),
        ),
        ...sides.flatMap(({ config }) => [otherValues(config.configuration), otherValues(config.secrets)]),
      ]),
      branches: {
        rules: rules.flatMap(({ branches }) => branches),
        actions: builds.flatMap(({ branches }) => branches),
      },
      refusals: rules.flatMap(({ refusals }) => refusals),
      acceptances: [...own, ...accept],
      ...(sides.length > 1 ? { ofParts: own } : {}),
    },
  };
}

function targetOf(
  action: string,
  entry: string,
  sources: MutationTarget['sources'],
  isChain: boolean,
): MutationTarget {
  const aside = [...sources].map(([file, text]) => [file, linesAside(text, file, isChain)] as const);
  return { action, entry, sources, aside: new Map(aside) };
}

function withSubstitutes(rule: PreparableRule, { substitute }: RuleConfig): PreparableRule {
  const all = Object.entries(substitute);
  return { ...rule, source: all.reduce((text, [from, to]) => text.replaceAll(from, to), rule.source) };
}

/** Whether somebody wants every login at which the rule hangs to be let through. */
function isAnyStall({ difference, where }: RuleConfig['accept'][number]): boolean {
  return difference === RULE_STALLS && where === undefined;
}

function bundleOf(root: string, action: string, sides: readonly Side[]): Promise<Bundle> {
  const { rule } = sides.find((side) => side.action === action)!;
  if (readIfExists(join(root, `actions/${action}.ts`)) === undefined) {
    throw new Problem(
      'action-missing',
      `The rule ${rule.name} has no Action: there is no actions/${action}.ts.`,
      {
        at: { file: rule.file },
        hint: 'Convert it with npm run migrate, or name its Action in rules.yaml.',
      },
    );
  }
  return buildBundle(root, action, rule.file, isStoodIn);
}

/** Values for secrets and configuration: those that are declared, and the same made-up ones on both sides for the rest. */
function valuesOf(sides: readonly Side[], builds: readonly CoverageBuild[], rules: readonly PreparedRule[]) {
  const declared = sides.map(({ config }) => config);
  const configuration: Record<string, string> = Object.assign(
    {},
    madeUpValues(mergeAims([...rules, ...builds].map(({ aims }) => aims))),
    ...declared.map((one) => usualValues(one.configuration)),
  );
  const secrets: Record<string, string> = Object.assign(
    {},
    configuration,
    ...declared.map((one) => usualValues(one.secrets)),
  );
  return { configuration, secrets };
}

/** Hash over the code that verifies: a verdict of another version of it is not taken over. */
export function toolkitHash(): string {
  const scripts = join(import.meta.dirname, '..');
  const hash = createHash('sha256');
  for (const folder of ['auth0', 'rule', 'simulator']) {
    for (const file of readdirSync(join(scripts, folder)).toSorted())
      hash.update(readFileSync(join(scripts, folder, file)));
  }
  return hash.digest('hex');
}
