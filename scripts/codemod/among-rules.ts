import type { ts } from '../lib/ts.ts';
import { isAssignment } from '../rule/syntax.ts';
import type { Sharing } from '../rule/links.ts';
import { splitPath } from '../rule/pipeline.ts';
import type { Place } from '../rule/places.ts';
import type { Rule } from '../rule/rule.ts';
import { COMPUTED, type Uses } from '../rule/uses.ts';
import type { Draft } from './draft.ts';
import { type LaterRule, noteSharedObjects } from './shared-objects.ts';
import { asksForFactor, noteUndone } from './transforms/multifactor.ts';
import { isDefined } from './values.ts';

/** What is known of a rule of the pipeline before any is written. */
interface Known extends Sharing {
  readonly original: Rule;
  readonly uses: Uses;
  readonly later: LaterRule;
}

/** Marks what the rules around a rule, in run order, make of what it does, and the other way round. */
export function noteAmongRules(draft: Draft, rule: Rule, pipeline: readonly Known[]): void {
  const place = pipeline.findIndex(({ original }) => original === rule);
  const own = pipeline[place];
  if (own === undefined) return;
  const earlier = pipeline.slice(0, place);
  noteSharedObjects(
    draft,
    pipeline.slice(place + 1).map(({ later }) => later),
  );
  noteUndone(
    draft,
    earlier.filter(({ uses }) => asksForFactor(uses)).map(({ original }) => original.name),
  );
  noteOverwritten(draft, own, earlier);
  noteRedirects(draft, own, pipeline);
}

/** Rules that redirect beside this one, where it redirects too, or does what is to be done once. */
function noteRedirects(draft: Draft, own: Known, pipeline: readonly Known[]): void {
  const names = pipeline
    .filter((one) => one !== own && redirectOf(one) !== undefined)
    .map(({ original }) => original.name)
    .join(', ');
  if (names === '') return;
  const redirect = redirectOf(draft);
  const act = draft.uses.all.find(({ root }) => root === 'auth0')?.identifier ?? draft.uses.requires[0];
  if (redirect !== undefined) draft.note('redirect-twice', redirect, names);
  else if (act !== undefined) draft.note('redirect-elsewhere', act, names);
}

function redirectOf({ uses }: Pick<Known, 'uses'>): ts.Identifier | undefined {
  return uses.all.find(
    ({ root, path, kind }) => root === 'context' && path[0] === 'redirect' && kind === 'write',
  )?.identifier;
}

/** Claims of earlier rules that the rule sets again, to what may be undefined: that took them out of the token. */
function noteOverwritten(draft: Draft, own: Known, earlier: readonly Known[]): void {
  const before = earlier.flatMap(claimsOf);
  const again = claimsOf(own).filter((claim) => before.some((other) => mayBeSame(claim, other)));
  for (const path of new Set(again.map((claim) => claim.join('.'))))
    if (!isSure(path, draft))
      draft.note('claim-overwritten', draft.parsed.handler, path.replace(/\*$/, '[…]'));
}

/** The claims that a rule may write: `context`, the token, and the name, if it is known. */
function claimsOf({ shared, hidden }: Known): Place[] {
  return [...shared.writes.map(splitPath), ...(hidden?.writes ?? [])].flatMap(
    ([root, token = '', claim = COMPUTED]) =>
      root === 'context' && /^(?:id|access)Token$/.test(token) && claim !== 'scope'
        ? [[root, token, claim]]
        : [],
  );
}

function mayBeSame([, token, claim]: Place, [, other, name]: Place): boolean {
  return token === other && (claim === name || claim === COMPUTED || name === COMPUTED);
}

/** Whether everything that sets a claim sets it to something. */
function isSure(path: string, draft: Draft): boolean {
  const sets = draft.uses.all.filter(
    (use) => use.kind === 'write' && [use.root, ...use.path].join('.') === path,
  );
  return (
    sets.length > 0 &&
    sets.every(({ links }) => {
      const { parent } = links.at(-1)!;
      return isAssignment(parent) && isDefined(parent.right, draft);
    })
  );
}
