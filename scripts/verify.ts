import { resolve } from 'node:path';
import type { Command, Context } from './lib/command.ts';
import { writeFileAtomic } from './lib/files.ts';
import { Problem } from './lib/problem.ts';
import { withAnnouncements } from './project/announced.ts';
import { withoutHelpers } from './project/own-branches.ts';
import { readVerdict, writeVerdict } from './project/verdict-store.ts';
import { saveLogins } from './project/saved-logins.ts';
import { toolkitHash, verifySubjects, type VerifySubject } from './project/verify-subjects.ts';
import { mutationText } from './report/mutation-text.ts';
import { verdictsGithub } from './report/verdict-github.ts';
import { verdictsHtml, type Sources } from './report/verdict-html.ts';
import { verdictsMarkdown } from './report/verdict-markdown.ts';
import { verdictsSarif } from './report/verdict-sarif.ts';
import { verdictsText } from './report/verdict-text.ts';
import { mutationCheck, shareOf, type MutationResult } from './simulator/mutation.ts';
import { readRules } from './rule/read.ts';
import type { Rule } from './rule/rule.ts';
import { closeSandboxes, stopSandboxes } from './simulator/sandbox.ts';
import type { Verdict } from './simulator/verdict.ts';
import { verify, type VerifyOptions } from './simulator/verify.ts';

/** Logins to try at least for each rule. */
const LOGINS = 1000;

/** The share of broken Actions that the comparison has to notice. */
const MUTANTS_CAUGHT = 0.95;

const FACES: Readonly<Record<string, (verdicts: readonly Verdict[], sources: Sources) => string>> = {
  text: verdictsText,
  json: (verdicts) => JSON.stringify(verdicts, null, 2),
  markdown: verdictsMarkdown,
  sarif: verdictsSarif,
  github: verdictsGithub,
  html: verdictsHtml,
};

/** Runs each rule and its Action on the same simulated logins and compares what everybody would see. */
export const command: Command = {
  arguments: '[rule...]',
  options: [
    { flags: '--chain', description: 'compare all enabled rules in order with all their Actions in order' },
    { flags: '--logins <n>', description: `try at least so many logins for each rule (${LOGINS})` },
    { flags: '--seed <n>', description: 'make other logins (1)' },
    {
      flags: '--save',
      description: 'keep the logins that show differences in test/cases/<rule>/logins.yaml',
    },
    { flags: '--again', description: 'do not take over stored verdicts' },
    {
      flags: '--mutate',
      description: 'break the Actions in many ways and count how often the comparison notices',
    },
    { flags: '--json', description: 'print the verdicts as JSON' },
    {
      flags: '--format <face>',
      description: 'print the verdicts as text (default), json, markdown, sarif, github annotations or html',
      choices: Object.keys(FACES),
    },
    { flags: '--out <file>', description: 'write the verdicts to a file, and print them as text' },
  ],
  async run(context, args, options) {
    const runs = numberOf(options['logins'], '--logins', LOGINS);
    const seed = numberOf(options['seed'], '--seed', 1);
    const { rules, problems } = readRules(['rules-legacy'], context.cwd);
    if (problems[0] !== undefined) throw problems[0];
    const subjects = await subjectsOf(context.cwd, rules, args, options);
    const toolkit = toolkitHash();
    const verdicts: Verdict[] = [];
    context.signal.addEventListener('abort', stopSandboxes);
    try {
      if (options['mutate'] === true) {
        const results = await mutate(subjects, { runs, seed }, context);
        context.out(options['json'] ? JSON.stringify(results, null, 2) : mutationText(results));
        return results.every(isStrong) ? 0 : 1;
      }
      for (const subject of subjects) {
        context.signal.throwIfAborted();
        context.progress(`verifying ${subject.name}`);
        const again = options['again'] === true;
        const verdict = await verdictOn(context.cwd, subject, { runs, seed, toolkit, again });
        if (options['save'] === true) {
          for (const file of saveLogins(context.cwd, subject.name, verdict)) context.err(`Saved ${file}`);
        }
        verdicts.push(verdict);
      }
    } catch (error) {
      const done = subjects.slice(0, verdicts.length).map(({ name }) => name);
      if (context.signal.aborted && done.length > 0)
        context.err(
          `Stopped; the verdicts on ${done.join(', ')} are stored, and taken over by the next run.`,
        );
      throw error;
    } finally {
      context.signal.removeEventListener('abort', stopSandboxes);
      await closeSandboxes();
    }
    const face =
      FACES[options['json'] === true ? 'json' : ((options['format'] as string | undefined) ?? 'text')]!;
    const out = options['out'] as string | undefined;
    const sources = new Map(subjects.flatMap((subject) => [...subject.sources]));
    const shown = verdicts.map((verdict) => withAnnouncements(withoutHelpers(verdict, sources), sources));
    if (out !== undefined) writeFileAtomic(resolve(context.cwd, out), `${face(shown, sources)}\n`);
    context.out((out === undefined ? face : verdictsText)(shown, sources));
    return verdicts.every(({ verdict }) => verdict.startsWith('equal')) ? 0 : 1;
  },
};

/** Each rule, or those named; and, as rules act on each other, the chain of several when none is named. */
async function subjectsOf(
  root: string,
  rules: readonly Rule[],
  names: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<VerifySubject[]> {
  const chain = options['chain'] === true;
  const subjects = await verifySubjects(root, rules, { names, chain });
  const isAll = !chain && names.length === 0 && options['mutate'] !== true;
  if (!isAll || rules.filter(({ enabled }) => enabled).length < 2) return subjects;
  return [...subjects, ...(await verifySubjects(root, rules, { names: [], chain: true }))];
}

function isStrong({ isDifferent, mutants }: MutationResult): boolean {
  const { caught, total } = shareOf(mutants);
  return !isDifferent && caught >= total * MUTANTS_CAUGHT;
}

async function mutate(
  subjects: readonly VerifySubject[],
  options: VerifyOptions,
  context: Context,
): Promise<(MutationResult & { readonly name: string })[]> {
  const results = [];
  for (const { name, subject, targets } of subjects) {
    context.signal.throwIfAborted();
    context.progress(`breaking the Action of ${name}`);
    results.push({ name, ...(await mutationCheck(subject, targets, options)) });
  }
  return results;
}

async function verdictOn(
  root: string,
  { name, subject, rules, actions, needs, remarks, settings, saved }: VerifySubject,
  { runs, seed, toolkit, again }: { runs: number; seed: number; toolkit: string; again: boolean },
): Promise<Verdict> {
  const inputs = { rules, actions, toolkit, settings, seed, node: process.versions.node.split('.')[0]! };
  const stored = again ? undefined : readVerdict(root, name, inputs, runs);
  if (stored) return stored;
  const compared = await verify(subject, { seed, runs, saved });
  const verdict = {
    ...inputs,
    ...(needs.length === 0 ? {} : { needs }),
    ...compared,
    reasons: [...compared.reasons, ...remarks],
  };
  writeVerdict(root, name, verdict);
  return verdict;
}

function numberOf(given: unknown, flag: string, otherwise: number): number {
  if (given === undefined) return otherwise;
  const number = Number(given);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Problem('option', `${flag} takes a whole number above 0, not ${JSON.stringify(given)}.`);
}
