import { describe, expect, it } from 'vitest';
import { findExits } from '../../scripts/rule/exits.ts';
import { parseRules } from '../../scripts/rule/parse.ts';
import { findUses } from '../../scripts/rule/uses.ts';
import { positionOf } from '../../scripts/rule/syntax.ts';
import { Problem } from '../../scripts/lib/problem.ts';

/** How a body ends: lines of calls that are last on their path, of other calls, of stalls (0 is the end), of ends with
 *  nothing done on one path only, and of repeats. */
function exits(...body: string[]) {
  const source = ['function (user, context, callback) {', ...body, '}'].join('\n');
  const [parsed] = parseRules([{ name: 'r', file: 'r.js', source, order: 1, enabled: true }]);
  if (parsed === undefined || parsed instanceof Problem) throw new Error('not parsed');
  const found = findExits(parsed, findUses(parsed));
  const line = (node: { getStart(): number }): number => positionOf(parsed.source, node.getStart()).line - 1;
  return {
    last: found.calls.filter((site) => site.last).map((site) => line(site.call)),
    other: found.calls.filter((site) => !site.last).map((site) => line(site.call)),
    elsewhere: found.elsewhere.map(line),
    stalls: found.stalls.map((stall) => (stall === undefined ? 0 : line(stall))),
    open: found.open.map((stall) => (stall === undefined ? 0 : line(stall))),
    repeated: found.repeated.map(line),
    silent: found.silent.map(line),
  };
}

const NONE = { last: [], other: [], elsewhere: [], stalls: [], open: [], repeated: [], silent: [] };

describe('findExits', () => {
  it.each([
    ['one call', ['callback(null);'], { last: [1] }],
    ['a return', ['return callback(null);'], { last: [1] }],
    ['two branches', ['if (user.a) { callback(null); }', 'else callback(user.b);'], { last: [1, 2] }],
    [
      'a call and a bare return',
      ['if (user.a) {', 'callback(null);', 'return;', '}', 'callback(user.b);'],
      { last: [2, 5] },
    ],
    [
      'a helper declared behind',
      ['callback(helper());', 'function helper() { return null; }'],
      { last: [1] },
    ],
    [
      'cases of a switch',
      ['switch (user.a) {', 'case 1: callback(null); break;', 'default: callback(user.b);', '}'],
      { last: [2, 3] },
    ],
    [
      'try and catch',
      ['try { user.a(); return callback(null); }', 'catch (e) { return callback(e); }'],
      { last: [1, 2] },
    ],
    ['a throw', ['if (user.a) throw new Error();', 'callback(null);'], { last: [2] }],
    ['nothing at all', ['user.a = 1;'], { stalls: [0] }],
    ['an early return', ['if (user.a) return;', 'callback(null);'], { last: [2], stalls: [1] }],
    ['one branch without', ['if (user.a) callback(null);'], { last: [1], stalls: [0] }],
    [
      'a case without',
      [
        'switch (user.a) {',
        'case 1: callback(null); break;',
        'case 2: break;',
        'default: callback(null);',
        '}',
      ],
      { last: [2, 4], stalls: [0] },
    ],
    [
      'a loop that may not run',
      ['for (const a of user.list) { callback(a); return; }'],
      { last: [1], stalls: [0] },
    ],
    [
      'falling through',
      ['if (user.a) { callback(user.b); }', 'callback(null);'],
      { last: [2], other: [1], repeated: [2] },
    ],
    [
      'a call in a loop',
      ['for (const a of user.list) callback(a);', 'callback(null);'],
      { last: [2], other: [1], repeated: [1, 2] },
    ],
    [
      'a call without a return, and nothing that counts',
      ['if (user.a) callback(null);', 'callback(null);'],
      { last: [1, 2] },
    ],
    [
      'a refusal without a return',
      ['for (const a of user.list) if (a) callback(new Error());', 'user.x = 1;', 'callback(null);'],
      { last: [1, 3] },
    ],
    [
      'a refusal, and a request after it',
      ['if (user.a) callback(new Error());', 'user.load();', 'callback(null);'],
      { last: [3], other: [1] },
    ],
    [
      'a list that only refuses, and a call after it',
      ['user.list.forEach((x) => {', 'if (x) callback(new Error());', '});', 'callback(null);'],
      { elsewhere: [2], last: [4] },
    ],
    [
      'a catch after a call',
      ['try { callback(null); user.a(); }', 'catch (e) { callback(e); }'],
      { last: [2], other: [1], repeated: [2] },
    ],
    ['a finally', ['try { callback(null); } finally { user.a(); }'], { other: [1] }],
    ['a condition as a statement', ['user.a && callback(null);'], { other: [1], open: [0] }],
    ['a choice of calls', ['return user.a ? callback(null) : callback(user.b);'], { other: [1, 1] }],
    ['handed on', ['user.load(callback);'], { elsewhere: [1] }],
    ['called inside', ['user.load(() => callback(null));'], { elsewhere: [1] }],
    [
      'called inside by name',
      ['function done() { callback(null); }', 'user.load(done);'],
      { elsewhere: [1] },
    ],
    ['a request on one path only', ['if (user.a) user.load(callback);'], { elsewhere: [1], open: [0] }],
    [
      'a helper that is not used',
      ['const done = () => callback(null);', 'if (user.a) return done();'],
      { elsewhere: [1], stalls: [0] },
    ],
    ['a name that hides it', ['user.load((callback) => callback(null));'], { stalls: [0] }],
    [
      'a function inside that may not call',
      ['user.load((e) => {', 'if (e) callback(e);', '});'],
      { elsewhere: [2], silent: [1] },
    ],
    [
      'a function inside that calls twice',
      ['user.load((e) => {', 'if (e) callback(e);', 'callback(null);', 'callback(user.b);', '});'],
      { elsewhere: [2, 3, 4], repeated: [4] },
    ],
    [
      'a call for some elements of a list, and one after it',
      ['user.list.forEach((x) => {', 'if (x) callback(null);', '});', 'callback(user.b);'],
      { elsewhere: [2], last: [4], repeated: [4] },
    ],
  ] as const)('sees %s', (_, body, expected) => {
    expect(exits(...body)).toEqual({ ...NONE, ...expected });
  });

  it('knows no end of a body that takes its arguments by number', () => {
    expect(exits('const cb = arguments[2];', 'if (user.x) return cb();')).toEqual(NONE);
  });
});
