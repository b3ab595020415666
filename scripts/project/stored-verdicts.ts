import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from '../bundle/bundle.ts';
import { readOrigins } from '../codemod/origins.ts';
import { readIfExists } from '../lib/files.ts';
import { sha256 } from '../lib/sha256.ts';
import { unprovedRefusals, type Verdict } from '../simulator/verdict.ts';
import type { Danger, Verdicts } from '../tenant/dangers.ts';
import { VERDICTS } from './verdict-store.ts';

/** The verifier found exactly these bundles equal to exactly these Rules. */
const PASSED = 'passed';

const RUN = 'run npm run verify.';

/**
 * What the verifier last found for each Action that replaces a Rule: `passed`, or what stands against it. Where several
 * of them are `bound` to post-login, in this order, the chain of them has to have passed too: rules act on each other.
 * Verifies nothing itself.
 */
export function storedVerdicts(root: string, bundles: readonly Bundle[], bound: readonly string[]): Verdicts {
  const stored = readStored(join(root, VERDICTS));
  const replacing = bundles.filter(({ rule }) => rule !== undefined);
  const isFresh = freshness(root, bundles);
  const inOrder = bound.flatMap((name) => replacing.find((bundle) => bundle.name === name) ?? []);
  const ofChain = inOrder.length < 2 ? PASSED : verdictOnChain(inOrder, stored, isFresh);
  return new Map([
    ...verdictsOnOrphans(root, bundles),
    ...replacing.map((bundle) => {
      const own = verdictOn(bundle, stored, isFresh);
      return [bundle.name, own === PASSED && inOrder.includes(bundle) ? ofChain : own] as const;
    }),
  ]);
}

/** An Action that was made from a rule is none by hand when the rule goes, or gets another name: nothing compares it. */
function verdictsOnOrphans(root: string, bundles: readonly Bundle[]): [string, string][] {
  const byHand = new Set(bundles.flatMap(({ name, rule }) => (rule === undefined ? [name] : [])));
  return readOrigins(join(root, 'actions'))
    .filter(({ action }) => byHand.has(action))
    .map(({ action, rule }) => [
      action,
      `it was made from the rule ${rule.name}, which is not among the rules any more; put action: ${action} to the rule that it replaces, or, when it replaces none, delete actions/.migrated/${action}.json.`,
    ]);
}

/** Refusals of Rules that the verifier came to by no login, of the Actions `sent` that it found equal else. */
export function refusalDangers(
  root: string,
  bundles: readonly Bundle[],
  sent: ReadonlySet<string>,
): Danger[] {
  const stored = readStored(join(root, VERDICTS));
  const isFresh = freshness(root, bundles);
  return bundles
    .filter(({ name, rule }) => rule !== undefined && sent.has(name))
    .flatMap((bundle) => {
      const verdict = verdictsOn(bundle, stored).find(isFresh);
      return (verdict === undefined ? [] : unprovedRefusals(verdict)).map(({ file, line, text }) => ({
        code: 'refusal-unproved',
        message: `${bundle.name}: ${file}:${line} refuses logins (${text}), and no login of the verification came there.`,
      }));
    });
}

type IsFresh = (verdict: Verdict) => boolean;

/** Whether a verdict is about the sources as they are: all of its Rules, and all of its Actions. */
function freshness(root: string, bundles: readonly Bundle[]): IsFresh {
  const hashOf = (file: string): string => sha256(readIfExists(join(root, file)) ?? '');
  const built = new Map(bundles.map(({ name, hash }) => [name, hash]));
  return ({ rules, actions }) =>
    rules.every(({ file, hash }) => hash === hashOf(file)) &&
    actions.every(({ name, hash }) => hash === built.get(name));
}

/** The verdicts on an Action and its Rule, each by itself or behind those that it needs. */
function verdictsOn({ name, rule }: Bundle, stored: readonly Verdict[]): Verdict[] {
  return stored.filter(
    ({ rules, actions, needs }) =>
      actions.at(-1)?.name === name &&
      rules.at(-1)?.file === rule &&
      (needs !== undefined || (rules.length === 1 && actions.length === 1)),
  );
}

function verdictOn(bundle: Bundle, stored: readonly Verdict[], isFresh: IsFresh): string {
  const own = verdictsOn(bundle, stored);
  if (own.length === 0) return `it was not verified; ${RUN}`;
  const fresh = own.find(isFresh);
  if (fresh === undefined) return `it has changed since it was verified; ${RUN}`;
  return isPassing(fresh) ? PASSED : `the verifier says ${fresh.verdict}.`;
}

function verdictOnChain(bound: readonly Bundle[], stored: readonly Verdict[], isFresh: IsFresh): string {
  const chain = stored.find(({ rules, needs }) => needs === undefined && rules.length > 1);
  if (chain === undefined) return `the chain of all Rules was not verified; ${RUN}`;
  const names = (all: readonly { readonly name: string }[]): string => all.map(({ name }) => name).join(', ');
  if (names(chain.actions) !== names(bound))
    return `tenant.yaml binds ${names(bound)}, and the chain of Rules was verified with ${names(chain.actions)}; correct the bindings, or order and enabled in rules.yaml, and ${RUN}`;
  if (!isFresh(chain)) return `the chain of all Rules has changed since it was verified; ${RUN}`;
  return isPassing(chain) ? PASSED : `the verifier says ${chain.verdict} of the chain of all Rules.`;
}

function isPassing({ verdict }: Verdict): boolean {
  return verdict.startsWith('equal');
}

function readStored(folder: string): Verdict[] {
  let files: string[];
  try {
    files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  } catch {
    return [];
  }
  return files.flatMap((file) => {
    try {
      return [JSON.parse(readIfExists(join(folder, file)) ?? '') as Verdict];
    } catch {
      // A damaged file is no verdict.
      return [];
    }
  });
}
