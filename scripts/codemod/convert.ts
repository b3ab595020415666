import { Problem } from '../lib/problem.ts';
import { findExits } from '../rule/exits.ts';
import { findLinks, hiddenValues, type Link } from '../rule/links.ts';
import { metadataFound } from '../rule/made-metadata.ts';
import { sharedValues } from '../rule/pipeline.ts';
import type { Rule } from '../rule/rule.ts';
import { sharedFunctions } from '../rule/shared-functions.ts';
import { findSharedGlobals } from '../rule/shared-globals.ts';
import { findUses, type Uses } from '../rule/uses.ts';
import { assemble } from './assemble.ts';
import { noteAmongRules } from './among-rules.ts';
import type { Conversion } from './conversion.ts';
import { cutoverSteps } from './cutover.ts';
import { type ConvertOptions, Draft } from './draft.ts';
import { leftValues } from './left-values.ts';
import { type Assignment, planConversion } from './plan.ts';
import { type Form, type Prepared, prepareRules } from './prepare.ts';
import { type DraftedAction, type PlacedNote, record } from './record.ts';
import { type SharedModule, sharedModules } from './shared-modules.ts';
import { laterRule } from './shared-objects.ts';
import { transforms } from './transforms.ts';
import { addTypes, type Typed } from './types.ts';

export interface ConvertSettings {
  /** Skip each Action when its Rule, known by id, ran in the same login: for a cutover side by side. */
  readonly guard?: boolean;
  /** The rules have nothing to do with each other: nothing is carried from one to another. */
  readonly separate?: boolean;
}

/** What came of a set of rules that ran as one pipeline. */
export interface Converted {
  readonly conversions: readonly Conversion[];
  /** Rules that could not be read, each with file, line and cause. */
  readonly problems: readonly Problem[];
  /** Values that one rule leaves for a later one, but for those in shared modules. */
  readonly links: readonly Link[];
  /** What rules shared through `global` and the Actions import. */
  readonly shared: readonly SharedModule[];
  /** The steps in which to switch from Rules to Actions. */
  readonly cutover: readonly (readonly string[])[];
}

/** https://auth0.com/docs/customize/actions/limitations */
const MAX_DEPENDENCIES = 10;

/** Converts rules together: what one leaves for another is carried over, in the order in which they ran. */
export function convertRules(rules: readonly Rule[], settings: ConvertSettings = {}): Converted {
  const drafts = draftActions(rules, settings);
  const typed = addTypes(
    drafts.actions.map((action) => action.assembled),
    drafts.shared,
  );
  const written = drafts.actions.filter((_, index) => typed[index]!.broken === undefined);
  return {
    conversions: drafts.actions.flatMap((action, index) =>
      typed[index]!.broken === undefined ? [record(action, typed[index]!)] : [],
    ),
    problems: [
      ...drafts.problems,
      ...drafts.actions.flatMap((action, index) => brokenProblem(action, typed[index]!) ?? []),
    ],
    links: drafts.links,
    shared: drafts.shared,
    cutover: cutoverSteps(
      written.filter(({ original }) => original.enabled).map(({ original }) => original.name),
      drafts.links,
    ),
  };
}

/** Code that does not parse is the converter's mistake: it is never written. */
export function brokenProblem(
  { original: { file }, assembled, form }: Pick<DraftedAction, 'original' | 'assembled' | 'form'>,
  { broken }: Pick<Typed, 'broken'>,
): Problem | undefined {
  if (broken === undefined) return undefined;
  let line = 1;
  let start = 0;
  for (const text of form.text.split('\n')) {
    if (assembled.place(start) > broken.offset) break;
    line = form.lineOf(start);
    start += text.length + 1;
  }
  return new Problem('conversion-broken', `The Action for this rule would not parse: ${broken.message}`, {
    at: { file, line },
    hint: 'Write the statement at or before this line in another way, and report the rule: this is a mistake of the converter.',
  });
}

/** The Actions as JavaScript with the types they need to be read; `convertRules` adds the rest. */
export function draftActions(
  rules: readonly Rule[],
  settings: ConvertSettings = {},
): { actions: DraftedAction[]; problems: Problem[]; links: Link[]; shared: SharedModule[] } {
  const ordered = rules.toSorted((a, b) => a.order - b.order);
  if (settings.separate !== true) return draftTogether(ordered, settings);
  // One at a time, so that its syntax tree can go before the next.
  const parts = ordered.map((rule) => draftTogether([rule], settings));
  return {
    actions: parts.flatMap(({ actions }) => actions),
    problems: parts.flatMap(({ problems }) => problems),
    links: [],
    shared: [],
  };
}

function draftTogether(ordered: readonly Rule[], settings: ConvertSettings): ReturnType<typeof draftActions> {
  const { prepared, problems } = prepareRules(ordered);
  const read = prepared.map((one) => {
    const uses = findUses(one.form.parsed);
    const shared = sharedValues(one.form.parsed, uses);
    return { ...one, uses, shared };
  });
  const running = settings.separate === true ? [] : read.filter(({ original }) => original.enabled);
  const globals = findSharedGlobals(running.map(({ form, uses }) => ({ parsed: form.parsed, uses })));
  const modules = sharedModules(globals);
  const functions = sharedFunctions(globals);
  const pipeline = running.map((one) => {
    const { parsed } = one.form;
    const hidden = running.length > 1 ? hiddenValues(parsed, one.uses, one.shared, functions) : undefined;
    return {
      ...one,
      name: one.original.name,
      later: laterRule(parsed, one.uses, one.shared, hidden?.objects),
      ...(hidden && { hidden }),
    };
  });
  const links = findLinks(pipeline).filter(
    ({ path }) => !modules.has(path.replace(/^global\./, '')) || !path.startsWith('global.'),
  );
  const left = leftValues(links, pipeline);
  const found = metadataFound(pipeline.map(({ name, hidden }) => ({ name, made: hidden?.made ?? {} })));
  const actions = read.map((one) => {
    const { original, shared, uses } = one;
    const options = {
      ...optionsFor(original, links, settings),
      metadata: found[running.indexOf(one)] ?? {},
      sharedModules: modules,
      sharedFunctions: functions,
    };
    const { form, draft, assigned } = choose(one, uses, options);
    const { handler } = form.parsed;
    for (const transform of transforms) transform.apply?.(draft, assigned.get(transform) ?? []);
    noteAmongRules(draft, original, pipeline);
    if (draft.dependencies.size > MAX_DEPENDENCIES)
      draft.note('too-many-dependencies', handler, String(draft.dependencies.size));
    for (const path of [...(options.carriedIn ?? []), ...(options.carriedOut ?? [])])
      draft.note(left.get(path) ?? 'shared-state', handler, path);
    const { secrets, dependencies, scopes } = draft;
    const assembled = assemble(draft);
    const notes = placedNotes(draft, form);
    const text = { text: form.parsed.text, lineOf: form.lineOf };
    const carriedIn = new Set(options.carriedIn);
    const imports = [...draft.shared.keys()].map(({ name }) => name).toSorted();
    const known = { original, form: text, shared, carriedIn, imports };
    return { ...known, assembled, notes, secrets, dependencies, scopes };
  });
  return { actions, problems, links, shared: [...modules.values()] };
}

function placedNotes({ notes }: Draft, { parsed, lineOf }: Form): PlacedNote[] {
  return notes.map(({ node, code, subject }) => {
    const start = node.getStart(parsed.source);
    return { code, ...(subject === undefined ? {} : { subject }), start, ruleLine: lineOf(start) };
  });
}

interface Planned {
  readonly form: Form;
  readonly draft: Draft;
  readonly assigned: Assignment;
}

/** The form that waits with `await` when its body can be the handler, and the one that calls back otherwise. */
function choose(forms: Pick<Prepared, 'form' | 'awaiting'>, uses: Uses, options: ConvertOptions): Planned {
  const plan = (form: Form, used: Uses): Planned => {
    const draft = new Draft(form.parsed, used, findExits(form.parsed, used), options);
    return { form, draft, assigned: planConversion(draft) };
  };
  const { form, awaiting } = forms;
  const waited = awaiting === undefined ? undefined : plan(awaiting, findUses(awaiting.parsed));
  return waited?.draft.plan.control === 'direct' ? waited : plan(form, uses);
}

function optionsFor(rule: Rule, links: readonly Link[], settings: ConvertSettings): ConvertOptions {
  const isGlobal = ({ path }: Link): boolean => path.startsWith('global.');
  const mine = links.filter((link) => link.reader === rule.name || link.writer === rule.name);
  const paths = (found: readonly Link[]): string[] => [
    ...new Set(found.filter((link) => !isGlobal(link)).map(({ path }) => path)),
  ];
  return {
    ...(settings.guard === true && rule.id !== undefined ? { guard: rule.id } : {}),
    carriedIn: paths(mine.filter(({ reader }) => reader === rule.name)),
    carriedOut: paths(mine.filter(({ writer }) => writer === rule.name)),
    sharedGlobals: new Set(mine.filter(isGlobal).map(({ path }) => path.slice('global.'.length))),
  };
}
