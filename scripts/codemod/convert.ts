import { createHash } from 'node:crypto';
import { Problem } from '../lib/problem.ts';
import { findExits } from '../rule/exits.ts';
import { type ParsedRule, parseRules } from '../rule/parse.ts';
import { findLinks, type Link, type Shared, sharedValues } from '../rule/pipeline.ts';
import { actionOf, type Rule } from '../rule/rule.ts';
import { positionOf } from '../rule/syntax.ts';
import { findUses } from '../rule/uses.ts';
import { type Assembled, assemble } from './assemble.ts';
import { keepComments } from './comments.ts';
import type { Conversion, ConversionNote, ConversionVerdict } from './conversion.ts';
import { type ConvertOptions, Draft } from './draft.ts';
import { applyEdits, type Edit, lineCounter, placesAfter, placesBefore } from './edits.ts';
import { flattenSaves } from './flatten.ts';
import { NOTES } from './notes.ts';
import { planConversion } from './plan.ts';
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
  /** Values that one rule leaves for a later one. */
  readonly links: readonly Link[];
  /** The order in which to switch from Rules to Actions: last rule first, since Actions run after all Rules. */
  readonly cutover: readonly string[];
}

/** https://auth0.com/docs/customize/actions/limitations */
const MAX_DEPENDENCIES = 10;

/** A rule with the edits that simplified its text before it was parsed. */
interface Prepared {
  readonly parsed: ParsedRule;
  readonly original: Rule;
  /** The text that the edits were made to. */
  readonly text: string;
  readonly edits: readonly Edit[];
}

/** Converts rules together: what one leaves for another is carried over, in the order in which they ran. */
export function convertRules(rules: readonly Rule[], settings: ConvertSettings = {}): Converted {
  const drafts = draftActions(rules, settings);
  const typed = addTypes(drafts.actions.map((action) => action.assembled));
  return {
    conversions: drafts.actions.map((action, index) => record(action, typed[index]!)),
    problems: drafts.problems,
    links: drafts.links,
    cutover: drafts.actions
      .filter(({ prepared }) => prepared.original.enabled)
      .map(({ prepared }) => prepared.original.name)
      .toReversed(),
  };
}

interface DraftedAction {
  readonly prepared: Prepared;
  readonly draft: Draft;
  readonly assembled: Assembled;
  readonly shared: Shared;
}

/** The Actions as JavaScript with the types they need to be read; `convertRules` adds the rest. */
export function draftActions(
  rules: readonly Rule[],
  settings: ConvertSettings = {},
): { actions: DraftedAction[]; problems: Problem[]; links: Link[] } {
  const ordered = rules.toSorted((a, b) => a.order - b.order);
  const { prepared, problems } = prepare(ordered);
  const read = prepared.map((one) => {
    const uses = findUses(one.parsed);
    return { ...one, uses, shared: sharedValues(one.parsed, uses) };
  });
  const running = read.filter(({ original }) => original.enabled);
  const links =
    settings.separate === true
      ? []
      : findLinks(running.map(({ original, shared }) => ({ name: original.name, shared })));
  const actions = read.map(({ parsed, original, text, edits, uses, shared }) => {
    const draft = new Draft(parsed, uses, findExits(parsed, uses), optionsFor(original, links, settings));
    const assigned = planConversion(draft);
    for (const transform of transforms) transform.apply(draft, assigned.get(transform) ?? []);
    if (draft.dependencies.size > MAX_DEPENDENCIES)
      draft.note('too-many-dependencies', parsed.handler, String(draft.dependencies.size));
    for (const path of [...(draft.options.carriedIn ?? []), ...(draft.options.carriedOut ?? [])]) {
      draft.note('shared-state', parsed.handler, path);
    }
    return { prepared: { parsed, original, text, edits }, draft, assembled: assemble(draft), shared };
  });
  return { actions, problems, links };
}

function prepare(rules: readonly Rule[]): { prepared: Prepared[]; problems: Problem[] } {
  const first = parseRules(rules);
  const edits = first.map((parsed) =>
    parsed instanceof Problem ? [] : keepComments(parsed.text, flattenSaves(parsed)),
  );
  const again = parseRules(
    rules.flatMap((rule, index) => {
      const parsed = first[index]!;
      return parsed instanceof Problem || edits[index]!.length === 0
        ? []
        : [{ ...rule, source: applyEdits(parsed.text, edits[index]!) }];
    }),
  );
  const prepared: Prepared[] = [];
  const problems: Problem[] = [];
  for (const [index, original] of rules.entries()) {
    const parsed = edits[index]!.length === 0 ? first[index]! : again.shift()!;
    if (parsed instanceof Problem) problems.push(parsed);
    else prepared.push({ parsed, original, text: (first[index] as ParsedRule).text, edits: edits[index]! });
  }
  return { prepared, problems };
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

function record({ prepared, draft, assembled, shared }: DraftedAction, typed: Typed): Conversion {
  const { original, parsed, text, edits } = prepared;
  const action = `${assembled.imports}${typed.main}${assembled.helpers}\n`;
  const [actionLine, textLine] = [lineCounter(action), lineCounter(text)];
  const rounds = typed.rounds.map(placesAfter);
  const origin = placesBefore(edits);
  const notes = draft.notes.map(({ code, node, subject }): ConversionNote => {
    const start = node.getStart(parsed.source);
    const placed = rounds.reduce((offset, place) => place(offset), assembled.place(start));
    return {
      code,
      severity: NOTES[code].severity,
      ...(subject === undefined ? {} : { subject }),
      reason: NOTES[code].reason,
      url: NOTES[code].url,
      ruleLine: edits.length === 0 ? positionOf(parsed.source, start).line : textLine(origin(start)),
      actionLine: actionLine(assembled.imports.length + placed),
    };
  });
  for (const line of typed.suppressed) notes.push(suppressedNote(line, action));
  const headline = headlineOf(notes);
  return {
    rule: {
      name: original.name,
      file: original.file,
      ...(original.id === undefined ? {} : { id: original.id }),
      order: original.order,
      enabled: original.enabled,
      hash: sha256(original.source),
    },
    action: { name: actionOf(original), hash: sha256(action) },
    verdict: verdictOf(notes),
    ...(headline === undefined ? {} : { headline }),
    notes: notes.toSorted((a, b) => a.ruleLine - b.ruleLine),
    secrets: [...draft.secrets].toSorted(),
    dependencies: [...draft.dependencies]
      .map(([name, version]) => ({ name, version }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    scopes: [...draft.scopes].toSorted(),
    reads: shared.reads,
    writes: shared.writes,
    code: action,
  };
}

/** A line that only passes the compiler under a comment. */
function suppressedNote(subject: string, code: string): ConversionNote {
  const { severity, reason, url } = NOTES['not-typed'];
  const at = code.indexOf('// @ts-expect-error');
  return {
    code: 'not-typed',
    severity,
    subject,
    reason,
    url,
    ruleLine: 1,
    actionLine: lineCounter(code)(Math.max(at, 0)),
  };
}

function verdictOf(notes: readonly ConversionNote[]): ConversionVerdict {
  if (notes.some(({ severity }) => severity === 'manual')) return 'manual';
  return notes.some(({ severity }) => severity === 'review') ? 'review' : 'exact';
}

/** A rule that stalls logins says so before anything else. */
function headlineOf(notes: readonly ConversionNote[]): string | undefined {
  const stall =
    notes.find(({ code }) => code === 'gate-without-callback') ??
    notes.find(({ code }) => code === 'never-calls-back');
  if (stall === undefined) return undefined;
  return stall.code === 'gate-without-callback'
    ? `Line ${stall.ruleLine}: the rule failed the login of every application it was not meant for, because it returned without calling back.`
    : `Line ${stall.ruleLine}: the rule can end without calling back, which failed the login.`;
}

/** The hash that records and files are compared by. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
