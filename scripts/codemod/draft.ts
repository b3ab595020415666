import { ts } from '../lib/ts.ts';
import type { Exits } from '../rule/exits.ts';
import type { Found } from '../rule/made-metadata.ts';
import type { ParsedRule } from '../rule/parse.ts';
import type { SharedFunction } from '../rule/shared-functions.ts';
import { isMutation, type Root, type Use, type Uses } from '../rule/uses.ts';
import { type Edit, movedText, type Range } from './edits.ts';
import type { HelperName } from './helpers.ts';
import type { NoteCode } from './notes.ts';
import type { SharedModule } from './shared-modules.ts';

/** How one rule is written as an Action. Decided before anything is written. */
export interface Plan {
  /** `direct`: the body becomes the handler. `settled`: the rule stays a function with a callback, and is waited for. */
  control: 'direct' | 'settled';
  /** `event`: read where it is. `clone`: a copy to change. `rule`: a copy without empty metadata. */
  user: 'event' | 'clone' | 'rule';
  /**
   * `event`: each use is translated. `carried`: so are all but those of what only rules look at, which have an object of
   * their own. `rule`: the old context is rebuilt, and what changed in it applied at the end.
   */
  context: 'event' | 'carried' | 'rule';
  /** The rule redirects, so it also runs when the user comes back. */
  continues: boolean;
}

export interface DraftNote {
  readonly code: NoteCode;
  /** What it is about: a name, a value, a package. */
  readonly subject?: string;
  readonly node: ts.Node;
}

export interface ConvertOptions {
  /** Skip the Action when this Rule ran in the same login. */
  readonly guard?: string;
  /** Values that earlier converted rules leave for this one, as paths from user or context. */
  readonly carriedIn?: readonly string[];
  /** Values that this rule leaves for later converted rules. */
  readonly carriedOut?: readonly string[];
  /** Metadata that earlier rules have made where there was none. */
  readonly metadata?: Found;
  /** Names on `global` that another rule of the run also uses. */
  readonly sharedGlobals?: ReadonlySet<string>;
  /** What is on `global` and the same in every Action, by name. */
  readonly sharedModules?: ReadonlyMap<string, SharedModule>;
  /** The functions among that, by their path from `global`. */
  readonly sharedFunctions?: ReadonlyMap<string, SharedFunction>;
}

/** One conversion while it is being made: what was read, what was decided, and what is to be written. */
export class Draft {
  readonly edits: Edit[] = [];
  readonly notes: DraftNote[] = [];
  readonly helpers = new Set<HelperName>();
  readonly secrets = new Set<string>();
  readonly dependencies = new Map<string, string | null>();
  readonly scopes = new Set<string>();
  /** Parameters that the rule needs when it stays a function of its own. */
  readonly parameters = new Set<string>();
  /** Lines at the start of the rule's body. */
  readonly prelude: string[] = [];
  /** The body waits for something, so the rule's function has to be async. */
  awaits = false;
  /** The rule hands on a promise for its function to wait for. */
  returnsPromise = false;
  /** Lines of the handler before a rule that is waited for. */
  readonly before: string[] = [];
  /** Modules of actions/shared/, and the name that what they export has here. */
  readonly shared = new Map<SharedModule, string>();
  /** Declarations of the module, before the handler. */
  readonly declarations: string[] = [];
  plan: Plan = { control: 'direct', user: 'event', context: 'event', continues: false };
  /** The first use of the context that no idiom translates. */
  firstUntranslated: ts.Node | undefined;
  readonly parsed: ParsedRule;
  readonly uses: Uses;
  readonly exits: Exits;
  readonly options: ConvertOptions;
  readonly #taken: ReadonlySet<string>;
  readonly #useByNode = new Map<ts.Node, Use>();
  readonly #noted = new Set<string>();
  readonly #mutations = new Map<Root, Use[]>();

  constructor(parsed: ParsedRule, uses: Uses, exits: Exits, options: ConvertOptions) {
    this.parsed = parsed;
    this.uses = uses;
    this.exits = exits;
    this.options = options;
    const taken = parsed.checker.identifiers.filter((node) => !isPropertyName(node));
    this.#taken = new Set(taken.map(({ text }) => text));
    for (const use of uses.all) for (const link of use.links) this.#useByNode.set(link, use);
  }

  /** The uses that change something of a root in place. */
  mutationsOf(root: Root): readonly Use[] {
    const known =
      this.#mutations.get(root) ?? this.uses.all.filter((use) => use.root === root && isMutation(use));
    this.#mutations.set(root, known);
    return known;
  }

  /** The use whose chain a node is part of. */
  useOf(node: ts.Node): Use | undefined {
    return this.#useByNode.get(node);
  }

  /** A name for something of ours that no name of the rule hides or clashes with. */
  name(wanted: string): string {
    let name = wanted;
    // The class of the sandbox has to go by the name the rule gives it.
    if (wanted === 'UnauthorizedError' && this.uses.free.has(wanted)) return wanted;
    while (this.#taken.has(name)) name = `${name}_`;
    return name;
  }

  /** The names of the handler's parameters, and registers that they are used. */
  get event(): string {
    this.parameters.add('event');
    return this.name('event');
  }

  get api(): string {
    this.parameters.add('api');
    return this.name('api');
  }

  /** Whether an earlier rule leaves this value, or a later one takes it. */
  carries(path: string): boolean {
    return [...(this.options.carriedIn ?? []), ...(this.options.carriedOut ?? [])].includes(path);
  }

  /** A helper's name, and registers that it is used. */
  helper(name: HelperName): string {
    this.helpers.add(name);
    return this.name(name);
  }

  /** A name of the rule's parameter as it wrote it. */
  own(root: 'user' | 'context' | 'callback'): string {
    const parameter = this.parsed.handler.parameters[root === 'user' ? 0 : root === 'context' ? 1 : 2];
    return parameter !== undefined && ts.isIdentifier(parameter.name) ? parameter.name.text : root;
  }

  /** The original text of a node, without the space before it. */
  text(node: ts.Node): string {
    return this.parsed.text.slice(node.getStart(this.parsed.source), node.end);
  }

  /** Stands for a node's text as the other edits leave it, in the text of an edit that replaces the node. */
  moved(node: ts.Node): string {
    return movedText(this.start(node), node.end);
  }

  start(node: ts.Node): number {
    return node.getStart(this.parsed.source);
  }

  replaceRange(start: number, end: number, text: string, elsewhere?: Range): void {
    this.edits.push({ start, end, text, ...(elsewhere === undefined ? {} : { elsewhere }) });
  }

  replace(node: ts.Node, text: string): void {
    this.replaceRange(this.start(node), node.end, text);
  }

  insert(at: number, text: string): void {
    this.replaceRange(at, at, text);
  }

  /** The white space that a node's line starts with. */
  indentOf(node: ts.Node): string {
    const start = this.start(node);
    const line = this.parsed.text.slice(this.parsed.text.lastIndexOf('\n', start - 1) + 1, start);
    return /^[ \t]*/.exec(line)![0];
  }

  /**
   * Removes a statement, with its line when nothing else is on it, and the empty line above when it was the last. What
   * is written `elsewhere` keeps its comments there.
   */
  removeStatement(node: ts.Statement, elsewhere?: Range): void {
    const { text } = this.parsed;
    let start = this.start(node);
    let { end } = node;
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const lineEnd = text.indexOf('\n', end);
    const alone =
      text.slice(lineStart, start).trim() === '' && lineEnd !== -1 && text.slice(end, lineEnd).trim() === '';
    if (alone) {
      start = lineStart;
      end = lineEnd + 1;
      const closes = /^[ \t]*\}/.test(text.slice(end));
      const empty = /\n[ \t]*\n$/.exec(text.slice(0, start));
      if (closes && empty !== null) start = empty.index + 1;
    } else {
      // Its blanks go along, unless they went with the statement beside it.
      const isFirst = text.slice(lineStart, start).trim() === '';
      const before = isFirst ? start : start - /[ \t]*$/.exec(text.slice(lineStart, start))![0].length;
      const after = isFirst ? end + /^[ \t]*/.exec(text.slice(end, end + 200))![0].length : end;
      const isTaken = this.edits.some((edit) => edit.start < after && edit.end > before && edit.text === '');
      if (!isTaken) [start, end] = [before, after];
    }
    this.replaceRange(start, end, '', elsewhere);
  }

  /** Notes something about a place; what needs a person is also marked in the code, once for each statement. */
  note(code: NoteCode, node: ts.Node, subject?: string): void {
    const key = `${code} ${this.#line(node)} ${subject}`;
    if (this.#noted.has(key)) return;
    this.#noted.add(key);
    this.notes.push({ code, node, ...(subject === undefined ? {} : { subject }) });
  }

  #line(node: ts.Node): number {
    return this.parsed.source.getLineAndCharacterOfPosition(this.start(node)).line;
  }
}

/** `b` of `a.b` and of `{ b: 1 }`, which no variable can hide. */
function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isBindingElement(parent) && parent.propertyName === node) ||
    (ts.isMethodDeclaration(parent) && parent.name === node)
  );
}

/** One idiom: what it finds in a rule, and what an Action has in its place. */
export interface Transform {
  readonly name: string;
  /** One line: from what to what. */
  readonly doc: string;
  /** Edits that turn a shape of waiting into plain statements, made before anything else is read. */
  rewrite?(parsed: ParsedRule): readonly Edit[];
  /** The rewrite is worth it even where the rule keeps its callback. */
  readonly always?: boolean;
  /** Whether a use of the user or the context is this idiom's. The first idiom of the table that says so has it. */
  match?(use: Use, draft: Draft): boolean;
  /** Why the body cannot become the handler itself, when a use cannot be translated in place. */
  needsSettled?(use: Use, draft: Draft): boolean;
  /** Writes the edits and notes for its uses; idioms without `match` get none and look for themselves. */
  apply?(draft: Draft, uses: readonly Use[]): void;
}
