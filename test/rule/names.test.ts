import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Project, ts } from 'ts-morph';
import { describe, expect, it } from 'vitest';
import { namesOf } from '../../scripts/rule/names.ts';
import { walk } from '../../scripts/rule/syntax.ts';

const cases = join(import.meta.dirname, '../cases');
const settings = { noLib: true, target: ts.ScriptTarget.ESNext };

/** Properties and types: no variables. */
const { Property, Method, Accessor, EnumMember, Interface } = ts.SymbolFlags;
const OTHERS = Property | Method | Accessor | EnumMember | Interface;

/** Where each name of a file is declared, as the compiler and as `namesOf` says; nowhere for properties and types. */
function compare(text: string): { name: string; asked: readonly number[]; told: readonly number[] }[] {
  const project = new Project({ useInMemoryFileSystem: true, compilerOptions: settings });
  const source = project.createSourceFile('/0.ts', text).compilerNode;
  const checker = project.getTypeChecker().compilerObject;
  const names = namesOf(source);
  const found: ReturnType<typeof compare> = [];
  walk(source, (node) => {
    if (!ts.isIdentifier(node)) return;
    const { parent } = node;
    const asked = ts.isShorthandPropertyAssignment(parent)
      ? checker.getShorthandAssignmentValueSymbol(parent)
      : checker.getSymbolAtLocation(node);
    const told = names.getSymbolAtLocation(node);
    const places = (all: readonly ts.Declaration[] = []): number[] => all.map(({ pos }) => pos);
    found.push({
      name: node.text,
      asked: asked === undefined || (asked.flags & OTHERS) !== 0 ? [] : places(asked.declarations),
      told: places(told?.declarations),
    });
  });
  return found;
}

describe('what a name stands for', () => {
  it('is what the compiler says, for every name of every case', () => {
    const found = readdirSync(cases)
      .map((name) => join(cases, name, 'rule.js'))
      .filter(existsSync)
      .flatMap((file) => compare(readFileSync(file, 'utf8')));
    expect(found.length).toBeGreaterThan(1_000);
    for (const { asked, told } of found) expect(told).toEqual(asked);
  });

  it.each([
    ['var in a block', 'function f() { if (a) { var a = 1; } return a; }'],
    ['var declared twice, and a parameter', 'function f(a) { var a; var a; a; }'],
    ['let that hides', 'let a; { a; let a; a; } for (let a of b) a; a;'],
    ['a case of a switch', 'switch (a) { case 1: let a; a; }'],
    ['an error that is caught', 'try {} catch (e) { e; { let e; e; } } e;'],
    ['patterns', 'const { a, b: [c = a, { ...d }] } = x; a; b; c; d;'],
    ['defaults of parameters', 'let a; function f(b = a, c = b, { d = c } = {}) { let a; a; d; }'],
    ['a function before and after', 'f(); function f() { f; } { g; function g() {} } g;'],
    ['the own name of a function', 'x = function f(f2) { f; f2; }; y = function f(f) { f; }; f;'],
    ['the own name of a class', 'x = class C { m() { C; } static { var v; v; } }; C; v;'],
    ['a class', 'C; class C extends D { p = C; } class D {}'],
    ['arguments', 'arguments; function f() { arguments; () => arguments; var g = { m() { arguments; } }; }'],
    ['short properties', 'const a = 1; x = { a, b, a: a }; ({ a } = x);'],
    ['labels', 'a: for (const a of []) { continue a; }'],
    ['imports', "import a, { b, c as d } from 'x'; import * as e from 'y'; a; b; c; d; e;"],
    ['enums', 'enum A { B } A; B;'],
    ['what types declare', 'interface I { a: any } const a = 1; a;'],
    ['what may be a property of the object', 'let a; with (o) { a; }'],
  ])('is what the compiler says: %s', (_, text) => {
    for (const { asked, told, ...name } of compare(text))
      expect({ ...name, told }).toEqual({ ...name, told: asked });
  });
});
