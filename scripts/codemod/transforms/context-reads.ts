import { ts } from '../../lib/ts.ts';
import { mapping } from '../../auth0/mapping.ts';
import { isSafeRead } from '../positions.ts';
import { absentLink } from '../absent.ts';
import { COMPUTED, isMutation, type Use } from '../../rule/uses.ts';
import type { Draft, Transform } from '../draft.ts';

interface Mapped {
  /** What an Action reads instead, from the event. */
  readonly event: string;
  /** New names of the properties below, where they changed. */
  readonly renamed: Readonly<Record<string, string>>;
  /** The object below has another shape, so it may not be handed on whole. */
  readonly reshaped: boolean;
}

/** Objects whose keys differ between the two worlds, so that they cannot be handed on whole. */
const RESHAPED: ReadonlySet<string> = new Set(['request', 'stats', 'authentication', 'organization']);
/** All that Rules had of objects of which the event has more. */
const CHILDREN: Readonly<Record<string, readonly string[]>> = {
  request: ['userAgent', 'ip', 'hostname', 'query', 'body', 'geoip'],
  stats: ['loginsCount'],
  organization: ['id', 'name', 'metadata'],
};
/** Properties with an idiom of their own. */
const ELSEWHERE: ReadonlySet<string> = new Set(['protocol', 'sso']);

/** What each first property of the context is in an Action, from the mapping table. */
const READS: ReadonlyMap<string, Mapped> = new Map(
  mapping.flatMap(({ rule, event }): [string, Mapped][] => {
    const name = /^context\.(\w+)$/.exec(rule)?.[1];
    if (name === undefined || event === undefined || ELSEWHERE.has(name)) return [];
    return [
      [
        name,
        { event: event.replace(/^event\./, ''), renamed: renamedBelow(name), reshaped: RESHAPED.has(name) },
      ],
    ];
  }),
);

function renamedBelow(name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    mapping.flatMap(({ rule, event }): [string, string][] => {
      const [, old] = new RegExp(`^context\\.${name}\\.(\\w+)$`).exec(rule) ?? [];
      const current = event === undefined ? undefined : /(\w+)$/.exec(event)?.[1];
      return old === undefined || current === undefined || old === current ? [] : [[old, current]];
    }),
  );
}

const READING: ReadonlySet<string> = new Set(['read', 'call', 'alias', 'destructure']);

/** `context.clientID` becomes `event.client.client_id`, and so on for everything that has another name. */
export const contextReads: Transform = {
  name: 'context-reads',
  doc: 'context.clientID -> event.client.client_id, context.request.userAgent -> event.request.user_agent, …',
  match(use, draft) {
    const [first, second] = use.path;
    if (first === undefined || !READS.has(first) || !READING.has(use.kind) || isMutation(use)) return false;
    if (first === 'request' && second === 'geoip') return false;
    // The body has to be asked for where it is read.
    if (first === 'request' && (use.kind === 'destructure' || use.aliased.length > 0) && readsBody(use))
      return false;
    if (first === 'authentication' && second === 'methods' && usesTimestamps(draft)) return false;
    if (use.kind === 'destructure') return canRename(use, READS.get(first)!);
    const isWhole = use.path.length === 1 && use.kind === 'read';
    return !(isWhole && READS.get(first)!.reshaped && !isSafeRead(use.links.at(-1)!));
  },
  apply(draft, uses) {
    for (const use of uses) {
      const mapped = READS.get(use.path[0]!)!;
      const [first, second] = use.path;
      const children = CHILDREN[first!];
      if (children !== undefined && second !== undefined && second !== COMPUTED && !children.includes(second))
        draft.note('not-in-rules', use.identifier, `context.${first}.${second}`);
      const absent = absentLink(use, draft);
      if (absent !== undefined)
        draft.note(use.path[0] === 'clientMetadata' ? 'client-metadata' : 'empty-object', absent);
      if (use.path[0] === 'request' && use.path[1] === 'body') {
        writeBody(use, draft);
        continue;
      }
      if (use.aliased.length === 0) {
        const link = use.links[1]!;
        const text = `${draft.event}.${mapped.event}`;
        const deeper = use.path.length > 1;
        const guarded =
          absent === undefined ? text : `${draft.helper('unlessEmpty')}(${text})${deeper ? '!' : ''}`;
        // A chain that goes on after `?.` would skip what failed in the rule.
        const exact = deeper && mapped.event.includes('?.') ? `(${guarded})!` : guarded;
        draft.replaceRange(draft.start(link), link.end, exact);
      }
      renameBelow(use, mapped, draft);
      if (use.kind === 'destructure' && use.path.length === 1) renamePattern(use, mapped, draft);
    }
  },
};

/** Whether the rule reads the time of an authentication method, which is text in an event. */
export function usesTimestamps(draft: Draft): boolean {
  return /\btimestamp\b/.test(draft.parsed.text);
}

/** Rules saw the body of few logins only. */
function writeBody(use: Use, draft: Draft): void {
  const protocol = draft.plan.continues ? `, ${draft.name('protocol')}` : '';
  if (draft.plan.continues) draft.parameters.add('protocol');
  else draft.note('request-body', use.identifier);
  draft.replaceRange(
    draft.start(use.links[2]!),
    use.links[2]!.end,
    `${draft.helper('ruleBody')}(${draft.event}${protocol})`,
  );
}

function readsBody(use: Use): boolean {
  return (
    use.path[1] === 'body' ||
    (use.kind === 'destructure' &&
      use.path.length === 1 &&
      patternOf(use)?.elements.some((element) => keyName(element) === 'body') === true)
  );
}

function renameBelow(use: Use, { renamed }: Mapped, draft: Draft): void {
  const index = 2 - use.aliased.length;
  if (use.path.length < 2 || index < 1) return;
  const link = use.links[index];
  const name = renamed[use.path[1]!];
  if (link === undefined || name === undefined) return;
  if (ts.isPropertyAccessExpression(link)) draft.replace(link.name, name);
  else if (ts.isElementAccessExpression(link)) draft.replace(link.argumentExpression, `'${name}'`);
}

function patternOf(use: Use): ts.ObjectBindingPattern | undefined {
  const declaration = ts.findAncestor(use.links.at(-1), ts.isVariableDeclaration);
  return declaration !== undefined && ts.isObjectBindingPattern(declaration.name)
    ? declaration.name
    : undefined;
}

function canRename(use: Use, mapped: Mapped): boolean {
  const pattern = patternOf(use);
  if (pattern === undefined) return false;
  if (use.path.length > 1 || !mapped.reshaped) return true;
  return pattern.elements.every(
    (element) =>
      element.dotDotDotToken === undefined &&
      keyName(element) !== undefined &&
      !['geoip', 'methods'].includes(keyName(element)!),
  );
}

function keyName(element: ts.BindingElement): string | undefined {
  const name = element.propertyName ?? element.name;
  return ts.isIdentifier(name) ? name.text : undefined;
}

function renamePattern(use: Use, { renamed }: Mapped, draft: Draft): void {
  for (const element of patternOf(use)?.elements ?? []) {
    const name = renamed[keyName(element) ?? ''];
    if (name === undefined) continue;
    if (element.propertyName === undefined) draft.insert(draft.start(element.name), `${name}: `);
    else draft.replace(element.propertyName, name);
  }
}
