/** One legacy Rule as it was stored, whatever form it came in. */
export interface Rule {
  readonly name: string;
  /** Where its code was read, for messages. */
  readonly file: string;
  readonly source: string;
  /** The tenant's id of the rule (`rul_…`), when the input knows it. */
  readonly id?: string;
  /** Rules ran in ascending order. */
  readonly order: number;
  readonly enabled: boolean;
  /** The Action that replaces the rule, when its file is not named after the rule. */
  readonly action?: string;
}

/** The stage of the rules that ran at logins; Auth0's API knows others, which no Action of a login can stand in for. */
export const LOGIN_STAGE = 'login_success';

/** The name of the Action that replaces a rule. */
export function actionOf({ name, action }: Pick<Rule, 'name' | 'action'>): string {
  return action ?? kebabCase(name);
}

/** `Enrich Torq token` and `enrichTorqToken` become `enrich-torq-token`, a file name on every system. */
function kebabCase(name: string): string {
  const kebab = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase();
  return kebab === '' ? 'rule' : kebab;
}
