import { ts } from '../../lib/ts.ts';
import { absentLink } from '../absent.ts';
import { isSafeRead } from '../positions.ts';
import { keyOf, type Use } from '../../rule/uses.ts';
import type { Draft, Transform } from '../draft.ts';

const RENAMED: Readonly<Record<string, string>> = {
  country_code: 'countryCode',
  country_code3: 'countryCode3',
  country_name: 'countryName',
  city_name: 'cityName',
  latitude: 'latitude',
  longitude: 'longitude',
  time_zone: 'timeZone',
  continent_code: 'continentCode',
  subdivision_code: 'subdivisionCode',
  subdivision_name: 'subdivisionName',
};

/** `context.request.geoip.country_code` becomes `event.request.geoip.countryCode`; the object as a whole is rebuilt. */
export const geoip: Transform = {
  name: 'geoip',
  doc: 'context.request.geoip.country_code -> event.request.geoip.countryCode',
  match(use, draft) {
    if (use.path[0] !== 'request' || use.path[1] !== 'geoip') return false;
    if (use.path.length > 2) return READS.has(use.kind) && Object.hasOwn(RENAMED, use.path[2]!);
    if (use.kind === 'destructure') return patternOf(use)?.elements.every(isPlainElement) === true;
    if (use.kind === 'alias') return isTracked(use, draft);
    return use.kind === 'read' && (use.aliased.length === 0 || isSafeRead(use.links.at(-1)!));
  },
  apply(draft, uses) {
    for (const use of uses) {
      if (use.aliased.length < 2) writeObject(use, draft);
      const property = use.links[3 - use.aliased.length];
      if (use.path.length > 2 && property !== undefined)
        renameProperty(property, RENAMED[use.path[2]!]!, draft);
      if (use.path.length === 2 && use.kind === 'destructure') renamePattern(use, draft);
    }
  },
};

const READS: ReadonlySet<string> = new Set(['read', 'call', 'alias', 'destructure']);

/** A variable that is never assigned again, so that every use of it is known. */
function isTracked(use: Use, draft: Draft): boolean {
  const declaration = ts.findAncestor(use.links.at(-1), ts.isVariableDeclaration);
  const symbol =
    declaration === undefined ? undefined : draft.parsed.checker.getSymbolAtLocation(declaration.name);
  return symbol !== undefined && draft.uses.aliases.has(symbol);
}

function patternOf(use: Use): ts.ObjectBindingPattern | undefined {
  const declaration = ts.findAncestor(use.links.at(-1), ts.isVariableDeclaration);
  return declaration !== undefined && ts.isObjectBindingPattern(declaration.name)
    ? declaration.name
    : undefined;
}

function isPlainElement(element: ts.BindingElement): boolean {
  return element.dotDotDotToken === undefined && Object.hasOwn(RENAMED, keyOf(element));
}

/** `context.request.geoip`, or `request.geoip` of an alias, up to the object itself. */
function writeObject(use: Use, draft: Draft): void {
  const link = use.links[2 - use.aliased.length]!;
  const start = draft.start(link);
  const isValue = use.path.length === 2 && use.kind === 'read' && !isSafeRead(link);
  const object = `${draft.event}.request.geoip`;
  const absent = absentLink(use, draft) !== undefined;
  if (absent) draft.note('empty-object', link);
  if (isValue) draft.replaceRange(start, link.end, `${draft.helper('ruleGeoip')}(${draft.event})`);
  else draft.replaceRange(start, link.end, absent ? `${draft.helper('unlessEmpty')}(${object})` : object);
}

function renameProperty(property: ts.Expression, name: string, draft: Draft): void {
  if (ts.isPropertyAccessExpression(property)) draft.replace(property.name, name);
  else if (ts.isElementAccessExpression(property)) draft.replace(property.argumentExpression, `'${name}'`);
}

function renamePattern(use: Use, draft: Draft): void {
  for (const element of patternOf(use)!.elements) {
    const name = RENAMED[keyOf(element)]!;
    if (element.propertyName !== undefined) draft.replace(element.propertyName, name);
    else if (ts.isIdentifier(element.name) && element.name.text !== name)
      draft.insert(draft.start(element.name), `${name}: `);
  }
}
