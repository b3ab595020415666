import type { Login } from '../auth0/login.ts';
import type { Shadow } from '../local-tenant/oidc/shadow.ts';
import { covers } from '../simulator/acceptance.ts';
import { ABSENT } from '../simulator/domains.ts';
import { login as defaultLogin } from '../simulator/login.ts';
import { prepareRules } from '../simulator/rule-code.ts';
import type { Setting } from '../simulator/settings.ts';
import { usualValues } from '../simulator/values.ts';
import { CHAIN, readVerifyConfig, type RuleConfig } from './verify-config.ts';

type Values = Readonly<Record<string, string>>;
type LegacyRule = Parameters<typeof prepareRules>[0][number];
type Rules = ReturnType<Shadow['rulesFor']>;

/** What a legacy Rule needs to run on a tenant, beside what its source says. */
interface Side {
  readonly rule: LegacyRule;
  readonly config: RuleConfig | undefined;
}

/**
 * The enabled rules as they run beside the Actions of a tenant. verify.yaml says which text of a rule stands for which
 * secret of its Action: where both have the same made-up value there, the rule gets the value that the live Action has.
 * Configuration is taken from live secrets of the same name first. Throws a Problem for a rule that does not parse.
 */
export function shadowOf(root: string, rules: readonly LegacyRule[]): Omit<Shadow, 'onResult'> {
  const configs = readVerifyConfig(root);
  const sides = rules
    .filter(({ enabled }) => enabled)
    .toSorted((a, b) => a.order - b.order)
    .map((rule): Side => ({ rule, config: configs.get(rule.name) }));
  const acceptances = [
    ...sides.flatMap(({ config }) => config?.accept ?? []),
    ...(configs.get(CHAIN)?.accept ?? []),
  ];
  let known: { readonly key: string; readonly rules: Rules } = { key: '{}', rules: rulesWith(sides, {}) };
  return {
    rulesFor(secrets) {
      const key = JSON.stringify(secrets);
      if (known.key !== key) known = { key, rules: rulesWith(sides, secrets) };
      return known.rules;
    },
    acceptedFor(difference, login) {
      const settings = settingsOf(login);
      const found = acceptances.find((acceptance) => covers(acceptance, difference, settings));
      return found && `accepted: ${found.reason.trim()}`;
    },
  };
}

function rulesWith(sides: readonly Side[], secrets: Values): Rules {
  const rules = sides.map(({ rule, config }) => ({
    ...rule,
    source: Object.entries(config?.substitute ?? {}).reduce((text, [from, madeUp]) => {
      const [name] =
        Object.entries(usualValues(config?.secrets ?? {})).find(([, value]) => value === madeUp) ?? [];
      return text.replaceAll(from, () => (name === undefined ? madeUp : (secrets[name] ?? madeUp)));
    }, rule.source),
  }));
  const configured: Values = Object.assign(
    {},
    ...sides.map(({ config }) => usualValues(config?.configuration ?? {})),
  );
  return {
    rules: prepareRules(rules).map(({ plain }) => plain),
    configuration: { ...configured, ...secrets },
  };
}

/** A login at hand, in the form in which acceptances look at simulated ones. */
function settingsOf(login: Login): Setting[] {
  const sections = Object.keys({ ...defaultLogin(), ...login }) as (keyof Login)[];
  return sections.map((section) => ({ path: [section], value: login[section] ?? ABSENT }));
}
