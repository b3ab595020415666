import { join } from 'node:path';
import { readIfExists, writeFileAtomic } from '../lib/files.ts';
import type { Verdict } from '../simulator/verdict.ts';

/** What a verdict was made from; another of any of these calls for a new one. */
export type VerdictInputs = Pick<Verdict, 'rules' | 'actions' | 'toolkit' | 'settings' | 'seed' | 'node'>;

/** Kept with the sources: a verdict is reviewed with the Action that it lets through. */
export const VERDICTS = 'verdicts';

/** The name of a rule as part of a path: nothing in it leads to another folder. */
export function fileName(rule: string): string {
  return rule.replaceAll(/[^A-Za-z0-9_-]+/g, '-');
}

function pathOf(root: string, name: string): string {
  return join(root, VERDICTS, `${fileName(name)}.json`);
}

/** The stored verdict of a rule (or `chain`), if it was made from the same inputs with at least as many logins. */
export function readVerdict(
  root: string,
  name: string,
  inputs: VerdictInputs,
  logins: number,
): Verdict | undefined {
  const stored = readStored(root, name);
  if (stored === undefined || stored.logins < logins) return undefined;
  const { rules, actions, toolkit, settings, seed, node } = stored;
  return JSON.stringify({ rules, actions, toolkit, settings, seed, node }) === JSON.stringify(inputs)
    ? stored
    : undefined;
}

function readStored(root: string, name: string): Verdict | undefined {
  const text = readIfExists(pathOf(root, name));
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Verdict;
  } catch {
    // A damaged file is made anew.
    return undefined;
  }
}

export function writeVerdict(root: string, name: string, verdict: Verdict): void {
  writeFileAtomic(pathOf(root, name), `${JSON.stringify(verdict, null, 2)}\n`);
}
