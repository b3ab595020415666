import { limits } from '../auth0/limits.ts';
import type { Aims } from './aims.ts';
import type { Exploration } from './explore.ts';
import type { Note } from './judge.ts';
import { asksWhoReturns, sendsAway } from './on-return.ts';
import type { Sides } from './scenario.ts';
import { madeUpValues } from './values.ts';
import type { Subject } from './verify.ts';

/** What a reviewer should know although it is no difference. */
export function remarksOn(
  { aims, sides }: Pick<Subject, 'aims' | 'sides'>,
  { notes, noted, logins }: Pick<Exploration, 'notes' | 'noted' | 'logins'>,
): string[] {
  const count = (code: Note['code']): number => noted.get(code) ?? 0;
  const left = notes.filter(({ code }) => code === 'leaves').map(({ message }) => message);
  const kept = notes.filter(({ code }) => code === 'keeps').map(({ message }) => message);
  const crash = notes.find(({ code }) => code === 'crashes');
  const late = notes.find(({ code }) => code === 'late-error');
  const [slowest] = notes
    .filter(({ code }) => code === 'slower')
    .map(({ message }) => message)
    .toSorted((a, b) => Number.parseFloat(b) - Number.parseFloat(a));
  return [
    ...(count('callback-twice') > 0
      ? [`The Rule calls back more than once in ${count('callback-twice')} of ${logins} logins.`]
      : []),
    ...(late
      ? [
          `The Rule fails after it has called back, in ${count('late-error')} of ${logins} logins: ${late.message}`,
        ]
      : []),
    ...(left.length > 0 && sides.rules.length === 1
      ? [`The Rule leaves ${left.join(', ')} for later Rules: compare the chain too, with --chain.`]
      : []),
    ...(kept.length > 0
      ? [
          `The Rule sets ${kept.join(', ')}, which a later login could find: ${aims.keeps ? 'some logins have a second one after them' : 'that is not compared'}.`,
        ]
      : []),
    ...(slowest
      ? [
          `The Action takes up to ${slowest} longer than the Rule, in ${count('slower')} of ${logins} logins; all Actions of a login have ${limits.triggerRun.documented / 1000} s together.`,
        ]
      : []),
    ...(count('hangs') > 0 ? [`Code blocks its thread in ${count('hangs')} of ${logins} logins.`] : []),
    ...(crash
      ? [`Code takes its thread with it in ${count('crashes')} of ${logins} logins: ${crash.message}`]
      : []),
    ...notes.filter(({ code }) => code === 'action').map(({ message }) => `The Action: ${message}`),
    ...unseenReturn(sides),
    ...unvaried(aims, sides),
  ];
}

/** Values that stand for themselves alone: what the Action has in their place may be right for others, or not. */
function unvaried(aims: Aims, { configuration }: Sides): string[] {
  const madeUp = madeUpValues(aims);
  const names = namesIn(aims, 'configuration');
  const secrets = new Set(namesIn(aims, 'secrets'));
  const alone = names.filter((name) => !secrets.has(name) && configuration[name] === madeUp[name]);
  if (alone.length === 0) return [];
  const which = alone.map((name) => `configuration.${name}`).join(', ');
  return [
    `The Rule reads ${which}, and no Action has a secret of that name: compared with one made-up value. Say under configuration in verify.yaml what it is.`,
  ];
}

function namesIn({ paths }: Aims, section: string): string[] {
  return [...new Set(paths.flatMap(([first, name]) => (first === section && name ? [name] : [])))];
}

function unseenReturn({ rules, redirectsElsewhere }: Sides): string[] {
  const isUnseen =
    !redirectsElsewhere &&
    rules.some(({ code }) => asksWhoReturns(code)) &&
    !rules.some(({ code }) => sendsAway(code));
  return isUnseen
    ? [
        'The Rule asks whether somebody comes back from a redirect, and no Rule here sends anybody away: what it does then is not compared.',
      ]
    : [];
}
