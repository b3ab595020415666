import { ts } from '../../lib/ts.ts';
import { once } from '../../lib/once.ts';
import { type Given, parameterFor } from '../../rule/given.ts';
import type { Variable } from '../../rule/names.ts';
import type { ParsedRule } from '../../rule/parse.ts';
import { isBareParameter, unwrap, wrapped } from '../../rule/syntax.ts';
import { isWrite } from '../../rule/uses.ts';
import type { Transform } from '../draft.ts';
import type { Edit } from '../edits.ts';
import { hasOtherMeaning, removal } from '../splice.ts';

/** Functions of the rule that are always given its context see it anyway: what they read of it has a name of its own then. */
export const handedContext: Transform = {
  name: 'handed-context',
  doc: 'function f(user, context) {…} f(user, context) -> function f(user) {…} f(user)',
  always: true,
  rewrite(parsed) {
    const { checker, handler } = parsed;
    const context = handler.parameters[1]?.name;
    if (context === undefined || !ts.isIdentifier(context)) return [];
    const own = checker.getSymbolAtLocation(context);
    if (own === undefined) return [];
    const found = parametersFor(own, parsed);
    if (found.size === 0 || hasOtherMeaning(context.text, new Set([own, ...found.keys()]), parsed)) return [];
    return [...found].flatMap(([variable, given]) => [
      isBareParameter(given.parameter, parsed.source)
        ? { start: given.parameter.getStart(parsed.source), end: given.parameter.end, text: '()' }
        : removal(
            given.parameter,
            (given.parameter.parent as ts.FunctionDeclaration).parameters,
            parsed.source,
          ),
      ...given.arguments.map((one) =>
        removal(one, (one.parent as ts.CallExpression).arguments, parsed.source),
      ),
      ...placesOf(variable, parsed)
        .filter((place) => place.text !== context.text && !isArgument(place, found))
        .map((place) => renamed(place, context.text, parsed)),
    ]);
  },
};

/** The parameters that are the context in every call, and never anything else. */
function parametersFor(own: Variable, parsed: ParsedRule): ReadonlyMap<Variable, Given> {
  const { checker, handler } = parsed;
  const found = new Map<Variable, Given>();
  const isContext = (node: ts.Expression): boolean => {
    const inner = unwrap(node);
    const variable = ts.isIdentifier(inner) ? checker.getSymbolAtLocation(inner) : undefined;
    return variable === own || (variable !== undefined && found.has(variable));
  };
  for (let known = -1; known !== found.size;) {
    known = found.size;
    for (const place of checker.references) {
      if (!ts.isCallExpression(wrapped(place).parent) || !isContext(place)) continue;
      const given = parameterFor(
        place,
        handler.body,
        (name) => checker.getSymbolAtLocation(name),
        (name) => placesOf(name, parsed),
      );
      const variable = given && checker.getSymbolAtLocation(given.parameter.name);
      if (given === undefined || variable === undefined || variable.declarations.length !== 1) continue;
      if (
        given.arguments.every(isContext) &&
        !placesOf(variable, parsed).some((one) => isWrite(wrapped(one)))
      )
        found.set(variable, given);
    }
  }
  return found;
}

function placesOf(variable: Variable, parsed: ParsedRule): readonly ts.Identifier[] {
  return placesIn(parsed).get(variable) ?? [];
}

/** All references of a rule by what they stand for. */
const placesIn = once(({ checker }: ParsedRule) => {
  const places = new Map<Variable, ts.Identifier[]>();
  for (const place of checker.references) {
    const variable = checker.getSymbolAtLocation(place);
    if (variable === undefined) continue;
    const known = places.get(variable);
    if (known === undefined) places.set(variable, [place]);
    else known.push(place);
  }
  return places;
});

/** Whether a place goes with one of the arguments that go. */
function isArgument(place: ts.Identifier, found: ReadonlyMap<Variable, Given>): boolean {
  return [...found.values()].some((given) => given.arguments.includes(wrapped(place)));
}

function renamed(place: ts.Identifier, name: string, { source }: ParsedRule): Edit {
  const isShort = ts.isShorthandPropertyAssignment(place.parent);
  return {
    start: place.getStart(source),
    end: place.end,
    text: isShort ? `${place.text}: ${name}` : name,
  };
}
