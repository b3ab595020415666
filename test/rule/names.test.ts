import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Project, ts } from 'ts-morph';
import { describe, expect, it } from 'vitest';
import { namesOf } from '../../scripts/rule/names.ts';
import { walk } from '../../scripts/rule/syntax.ts';

const cases = join(import.meta.dirname, '../cases');
const settings = { useInMemoryFileSystem: true, compilerOptions: { noLib: true } };

/** Every name of the texts, with what the checker says of it and what `namesOf` says. */
function compare(texts: readonly string[]): { name: string; asked: unknown; told: unknown }[] {
  const project = new Project(settings);
  const files = texts.map((text, index) => project.createSourceFile(`/${index}.ts`, text).compilerNode);
  const checker = project.getTypeChecker().compilerObject;
  return files.flatMap((source) => {
    const names = namesOf(source, checker);
    const found: { name: string; asked: unknown; told: unknown }[] = [];
    walk(source, (node) => {
      if (!ts.isIdentifier(node)) return;
      const asked = checker.getSymbolAtLocation(node)?.declarations;
      found.push({ name: node.text, asked, told: names.getSymbolAtLocation(node)?.declarations });
      expect(names.getSymbolAtLocation(node)?.declarations).toBe(found.at(-1)!.told);
    });
    return found;
  });
}

describe('what a name stands for', () => {
  it('is what the checker says, for every name of every case', () => {
    const texts = readdirSync(cases)
      .map((name) => join(cases, name, 'rule.js'))
      .filter(existsSync)
      .map((file) => readFileSync(file, 'utf8'));
    const found = compare(texts);
    expect(found.length).toBeGreaterThan(1_000);
    expect(found.filter(({ asked, told }) => asked !== told)).toEqual([]);
  });

  it.each([
    ['a member of an object', 'const o = { f() {}, g: 1, "h": 2, ["i"]: 3 }; o.f(); o.g; o.h; o.i;', 'fghi'],
    ['a member of a class', 'class C { f() {} static g = 1; constructor(private h: any) {} } C.g;', 'g'],
    ['what is added to a function', 'function o() {} o.f = 1; o.f;', 'f'],
    [
      'a property that a type declares',
      'let o: { f: any }; interface I { g: any } let i: I; o.f; i.g;',
      'fg',
    ],
  ])('is found for %s', (_, text, properties) => {
    const found = compare([text]);
    expect(found.filter(({ asked, told }) => asked !== told)).toEqual([]);
    for (const property of properties) {
      const last = found.findLast(({ name }) => name === property);
      expect(last?.told).toHaveLength(1);
    }
  });
});
