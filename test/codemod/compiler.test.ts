import { describe, expect, it } from 'vitest';
import { checkFiles, pathOf } from '../../scripts/codemod/compiler.ts';

const FIRST = pathOf('~0');
const SECOND = pathOf('~1');

describe('the compiler of Actions', () => {
  it('finds what is wrong, at offsets of the text, whatever is written before', () => {
    const text = `export const name = '日本 👩‍🚀 é';\nexport const length: number = name;`;
    const [found] = checkFiles(new Map([[FIRST, text]])).findings(FIRST);
    expect(found).toMatchObject({ code: 2322, isSyntax: false });
    expect(text.slice(found!.start, found!.end)).toBe('length');
  });

  it('reads half a character, which a rule may hold', () => {
    const text = `export const name = '\uD800 é \uDC00';\nexport const length: number = name;`;
    const [found] = checkFiles(new Map([[FIRST, text]])).findings(FIRST);
    expect(text.slice(found!.start, found!.end)).toBe('length');
  });

  it('says a message with all that explains it', () => {
    const text = 'export const list: { a: { b: string } } = { a: { b: 1 as number | string } };';
    const [found] = checkFiles(new Map([[FIRST, text]])).findings(FIRST);
    expect(found!.message).toBe(
      "Type 'string | number' is not assignable to type 'string'. Type 'number' is not assignable to type 'string'.",
    );
  });

  it('checks under the settings of actions/, with the types of the trigger', () => {
    const text = `import type { Event } from '@auth0/actions/post-login/v3';
export const id = (event: Event, list: string[]): string => event.user.user_id + list[0].length;`;
    const codes = checkFiles(new Map([[FIRST, text]])).findings(FIRST);
    expect(codes.map(({ code }) => code)).toEqual([2532]);
  });

  it('finds modules in folders that are not there', () => {
    const texts = [
      [FIRST, `import { b } from './not-there/b.ts';\nexport const c = b;`],
      [pathOf('not-there/b'), 'export const b = 1;'],
    ] as const;
    expect(checkFiles(new Map(texts)).findings(FIRST)).toEqual([]);
  });

  it('sees files as they are after a change, and those alone that it was last given', () => {
    const all = checkFiles(
      new Map([
        [FIRST, 'export const a: number = 1 + ;'],
        [SECOND, 'export const b: string = 1;'],
      ]),
    );
    expect(all.findings(FIRST)).toMatchObject([{ code: 1109, isSyntax: true }]);
    expect(all.findings(SECOND)).toHaveLength(1);
    expect(checkFiles(new Map([[FIRST, 'export const a: number = 1;']])).findings(FIRST)).toEqual([]);
    const again = checkFiles(new Map([[FIRST, `import { b } from './~1.ts';\nexport const c = b;`]]));
    expect(again.findings(FIRST)).toMatchObject([{ code: 2307 }]);
  });

  it('tells where a file declares a name, and nothing of names that it does not declare', () => {
    const text = `export const é = 'é';\nvar x = 1;\nvar x = 2;\nconsole.log(x);`;
    const checked = checkFiles(new Map([[FIRST, text]]));
    const places = checked.declarations(FIRST, text.lastIndexOf('x'));
    expect(places.map(({ pos, end }) => text.slice(pos, end))).toEqual([' x = 1', ' x = 2']);
    expect(checked.declarations(FIRST, text.indexOf('console'))).toEqual([]);
  });
});
