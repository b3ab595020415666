import type { Login } from '../auth0/login.ts';
import { isSameData } from './plain.ts';
import type { Scenario } from './scenario.ts';

/** Different values of one section to remember; the newest push out the oldest. */
const REMEMBERED = 4;

/**
 * The same scenarios, with one object where a section of their logins is equal: a message to a thread carries an
 * object once, however often it occurs.
 */
export function sharing(scenarios: readonly Scenario[]): Scenario[] {
  const known = new Map<string, unknown[]>();
  const shared = (section: string, value: unknown): unknown => {
    if (typeof value !== 'object') return value;
    const values = known.get(section) ?? [];
    const same = values.find((one) => isSameData(one, value));
    if (same !== undefined) return same;
    known.set(section, [value, ...values].slice(0, REMEMBERED));
    return value;
  };
  return scenarios.map((scenario) => {
    const login: Record<string, unknown> = {};
    for (const [section, value] of Object.entries(scenario.login)) login[section] = shared(section, value);
    return { ...scenario, login: login as unknown as Login };
  });
}
