import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { convertRules } from '../../scripts/codemod/convert.ts';
import { findMarkers } from '../../scripts/codemod/marker.ts';
import { stageConversions } from '../../scripts/codemod/stage.ts';
import { writeChanged } from '../../scripts/lib/files.ts';
import type { Rule } from '../../scripts/rule/rule.ts';
import { ruleSource } from './grammar.ts';

function rulesOf(sources: readonly string[]): Rule[] {
  return sources.map((source, index) => ({
    name: `rule-${index}`,
    file: `rule-${index}.js`,
    source,
    order: index,
    enabled: true,
  }));
}

describe('random rules', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'random-rules-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const sources = fc.sample(ruleSource, { seed: 20261118, numRuns: 200 });
  const rules = rulesOf(sources);
  const { conversions, problems } = convertRules(rules, { separate: true });

  it('all convert to Actions that type-check', () => {
    expect(problems).toEqual([]);
    expect(conversions).toHaveLength(rules.length);
    expect(conversions.filter(({ code }) => code.includes('@ts-'))).toEqual([]);
  });

  it('have a verdict that their notes bear out, and markers where they need a person', () => {
    for (const { verdict, notes, code } of conversions) {
      const markers = findMarkers(code).length;
      expect(markers > 0).toBe(verdict !== 'exact');
      expect(notes.some(({ severity }) => severity === 'manual')).toBe(verdict === 'manual');
    }
  });

  it('convert to the same when converted again, and change no file then', () => {
    const files = new Map<string, string>();
    stageConversions(conversions, { folder, files });
    expect(writeChanged(files)).toHaveLength(files.size);
    const again = new Map<string, string>();
    const staged = stageConversions(convertRules(rules, { separate: true }).conversions, {
      folder,
      files: again,
    });
    expect(new Set(staged.map(({ fate }) => fate))).toEqual(new Set(['unchanged']));
    expect(writeChanged(again)).toEqual([]);
  });

  it('convert as one pipeline as well', () => {
    const { conversions: piped, problems: none } = convertRules(rules.slice(0, 40));
    expect(none).toEqual([]);
    expect(piped.filter(({ code }) => code.includes('@ts-'))).toEqual([]);
  });
});

/** An answer for each rule: an Action, or a Problem that says where. */
function answers(sources: readonly string[]): void {
  const { conversions, problems } = convertRules(rulesOf(sources), { separate: true });
  expect(conversions.length + problems.length).toBe(sources.length);
  for (const problem of problems) expect(problem.at?.file).toMatch(/^rule-\d+\.js$/);
}

describe('hostile input', { timeout: 120_000 }, () => {
  it('gets an answer when rules are cut short', () => {
    const cut = fc
      .tuple(ruleSource, fc.nat({ max: 1_000 }))
      .map(([source, at]) => source.slice(0, Math.round((at / 1_000) * source.length)));
    answers(fc.sample(cut, { seed: 1, numRuns: 150 }));
  });

  it('gets an answer when rules are scrambled', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      '`',
      "'",
      '=>',
      'callback',
      'user',
      'context',
      '...',
      '/*',
      '\u0000',
      '🦊',
      'await',
      'yield',
      '?.',
      '@@X@@',
      '##Y##',
      'class',
      'this',
      'arguments',
      'eval',
    );
    const scrambled = fc
      .tuple(ruleSource, fc.array(fc.tuple(fc.nat({ max: 1_000 }), piece), { minLength: 1, maxLength: 6 }))
      .map(([source, changes]) =>
        changes.reduce((text, [at, what]) => {
          const place = Math.round((at / 1_000) * text.length);
          return text.slice(0, place) + what + text.slice(place);
        }, source),
      );
    answers(fc.sample(scrambled, { seed: 2, numRuns: 150 }));
  });

  it('gets an answer for any text at all', () => {
    answers(fc.sample(fc.string({ maxLength: 300 }), { seed: 3, numRuns: 100 }));
  });

  it('gets an answer for odd code', () => {
    answers([
      'function (user, context, callback) { with (user) { callback(null, user, context); } }',
      'function (user, context, callback) { arguments[2](null, user, context); }',
      'function (user, context, callback) { eval("callback(null, user, context)"); }',
      'function (user, context, callback) { callback = function () {}; callback(null); }',
      'function (user, context, callback) { user = {}; context = {}; callback(null, user, context); }',
      'function (user, context, user) { user(null); }',
      'function ({ email }, { clientID, idToken }, callback) { idToken.x = email + clientID; callback(null); }',
      'function (user, context, callback = function () {}) { callback(null, user, context); }',
      'function (...all) { all[2](null, all[0], all[1]); }',
      'function (user, context) { return user; }',
      'function () {}',
      'function (user, context, callback) { label: for (;;) { if (user.x) break label; continue label; } callback(null); }',
      'function (user, context, callback) { class A { m() { callback(null, user, context); } } new A().m(); }',
      'function (user, context, callback) { var self = this; self.x = 1; new.target; callback(null, user, context); }',
      'function (user, context, callback) { const { [user.k]: v, ...rest } = context; callback(rest, v); }',
      'function (user, context, callback) { for (context.idToken.x of [1]) ; [user.a, user.b] = [1, 2]; ({ c: user.c } = { c: 3 }); callback(null, user, context); }',
      'function (user, context, callback) { delete context.idToken[user.x]; context.idToken.a.b.c = 1; context.idToken.n++; callback(null, user, context); }',
      'function (user, context, callback) { do { callback(null, user, context) } while (0) }',
      'function (user, context, callback) { try { callback(null, user, context); } finally { console.log(1); } }',
      'function (user, context, callback) { return user.x ? callback(null, user, context) : callback(new Error(user.y)); }',
      'function (user, context, callback) { user.ok && callback(null, user, context); }',
      'function (user, context, callback) { return void callback(null, user, context); }',
      'function (user, context, callback) { async function f() { for await (const x of user.y) callback(x); } f(); }',
      "function (user, context, callback) { 'use strict'; callback(null, user, context); }",
      'function Event(user, context, callback) { const PostLoginAPI = 1; callback(PostLoginAPI - 1, user, context); }',
      'function onExecutePostLogin(user, context, callback) { if (user.x) return onExecutePostLogin({}, context, callback); callback(null, user, context); }',
      'function (user, context, callback) { context.redirect = { url }; callback(null, user, context); }',
      'function (user, context, callback) { context.multifactor = { ...user.mfa }; context.samlConfiguration = { mappings: user.map }; callback(null, user, context); }',
      "function (user, context, callback) { require(user.module); require('./x'); require('@scope'); require(''); callback(null, user, context); }",
      'function (user, context, callback) { global[user.x] = global; configuration.x = 1; auth0 = null; callback(null, user, context); }',
      'function (user, context, callback) { const s = `a${user.x}b\n  ${`${context.clientID}`}`; callback(s && null, user, context); }',
      'function (user, context, callback) { /* callback(null, user, context) */ // callback()\n}',
    ]);
  });

  it('gets an answer for a large rule', () => {
    const many = Array.from(
      { length: 500 },
      (_, index) =>
        `  if (user.email === '${index}@example.com') context.idToken['https://example.com/${index}'] = user.nickname;`,
    );
    answers([
      `function (user, context, callback) {\n${many.join('\n')}\n  callback(null, user, context);\n}`,
    ]);
  });
});
