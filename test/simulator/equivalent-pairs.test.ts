import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { LEVELS, normalForm, type Level } from '../../scripts/simulator/normal-form.ts';

const handler = (body: string): string =>
  `export const onExecutePostLogin = async (event, api) => {\n${body}\n};`;

/** The first level at which two sources have one form, once minified. */
function shownBy(before: string, after: string): Level | undefined {
  const formOf = (text: string, level: Level): string =>
    transformSync(normalForm(text, 'x.ts', level), {
      loader: 'ts',
      minifySyntax: true,
      minifyWhitespace: true,
    }).code;
  return LEVELS.find((level) => formOf(before, level) === formOf(after, level));
}

/** The helper as converted Actions have it. */
const SETTLED = /^async function settled.*?^\}/ms.exec(
  readFileSync(join(import.meta.dirname, '../cases/event-emitter/action.ts'), 'utf8'),
)![0];

/** A rule that is run with its callback. */
const run = (
  body: string,
  denies = `if (failure) api.access.deny(messageOf(failure));`,
  helper = SETTLED,
): string =>
  `function rule_(event: Event, callback: Callback): void { ${body} }
  export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
    const failure = await settled((callback) => rule_(event, callback));
    ${denies}
  }
  ${helper}`;

describe('nothing comes of', () => {
  it.each([
    [
      'a look at what is there',
      'if (f()) g(); const a = (event.user.name || "").split(" ")[0]; if (a.length < 9) console.log(a);',
      'if (f()) g();',
    ],
    [
      'a condition over such a look',
      'if (event.client.name === "a") return; console.log(event.user.email);',
      'console.log(event.user.email);',
    ],
    [
      'what comes behind a rejection',
      'try { await Promise.reject(f()); g(); } catch {}',
      'try { await Promise.reject(f()); } catch {}',
    ],
  ])('%s', (_name, before, after) => {
    expect(shownBy(handler(before), handler(after))).toBe('unseen');
  });

  it.each([
    ['a look that may fail', 'if (f()) g(); console.log(event.user.groups.length);', 'if (f()) g();'],
    [
      'a look at a text that may be none',
      'if (f()) g(); console.log(event.user.name.length);',
      'if (f()) g();',
    ],
    ['a comparison that may fail', 'if (f()) g(); if (event.user.age > 3) console.log(1);', 'if (f()) g();'],
    ['a console that is another', 'const console = f(); console.log(1);', 'const console = f();'],
    [
      'a name that a function looks at',
      'f(g); var a = 1; function g() { return a; }',
      'f(g); function g() { return a; }',
    ],
    [
      'what comes behind a promise that may be kept',
      'try { await Promise.resolve(f()); g(); } catch {}',
      'try { await Promise.resolve(f()); } catch {}',
    ],
    ['a rejection that nobody waits for', 'Promise.reject(f()); g();', 'Promise.reject(f());'],
  ])('but not of %s', (_name, before, after) => {
    expect(shownBy(handler(before), handler(after))).toBeUndefined();
  });
});

describe('a protocol', () => {
  const asks = (text: string): string =>
    handler(`if (event.transaction?.protocol === '${text}') f(); else g();`);

  it('for which no Action runs is never there', () => {
    expect(shownBy(asks('redirect-callback'), asks('delegation'))).toBe('protocols');
    expect(shownBy(asks('redirect-callback'), handler('if (false) f(); else g();'))).toBe('protocols');
  });

  it('for which one runs may be', () => {
    expect(shownBy(asks('samlp'), asks('delegation'))).toBeUndefined();
    expect(
      shownBy(asks('redirect-callback'), asks('redirect-callback').replace('event', 'other')),
    ).toBeUndefined();
    // Of a handler for the way back, code may have been told so.
    const told = (text: string): string => handler(`run(event, (protocol) => protocol === '${text}');`);
    expect(shownBy(told('redirect-callback'), told('delegation'))).toBeUndefined();
  });
});

describe('a timer', () => {
  it.each([
    ['setTimeout(f, 5_000);', 'setTimeout(f, 5001);', 'timers'],
    ['setTimeout(f, 10);', 'setTimeout(f, 11);', 'timers'],
    [
      'fetch(u, { signal: AbortSignal.timeout(5_000) });',
      'fetch(u, { signal: AbortSignal.timeout(5_001) });',
      'timers',
    ],
    // Much later; another number; which of two comes first.
    ['setTimeout(f, 5_000);', 'setTimeout(f, 6_000);', undefined],
    ['wait(f, 5_000);', 'wait(f, 5_001);', undefined],
    ['setTimeout(f, 10); setTimeout(g, 10);', 'setTimeout(f, 11); setTimeout(g, 10);', undefined],
    ['setTimeout(f, 10, 1);', 'setTimeout(f, 10, 2);', undefined],
  ])('%s is %s', (before, after, level) => {
    expect(shownBy(handler(before), handler(after))).toBe(level);
  });
});

describe('a return behind a denial', () => {
  const ends = (before: string, after: string): Level | undefined =>
    shownBy(handler(`${before} ${after}`), handler(`${before.replace('return;', '')} ${after}`));
  const DENIES = `const known = event.user.email_verified; const context = { idToken: {} }; if (await f(context)) { api.access.deny('no'); return; }`;

  it.each([
    ['claims', `api.idToken.setCustomClaim('https://a.example/x', event.user.email);`, 'denied'],
    [
      'a name for a part of the event',
      `if (known || event.user.email === 'a') return; api.access.deny('b');`,
      'denied',
    ],
    ['a second factor', `api.multifactor.enable('any', { allowRememberBrowser: false });`, 'denied'],
    [
      'what a look into an answer has shown to be there',
      `if (body.name === 'a') api.access.deny('x');`,
      'denied',
    ],
    ['scopes', `api.accessToken.addScope('read:a');`, 'trusted'],
    [
      'a redirect',
      `if (context.redirect?.url) { api.redirect.sendUserTo(context.redirect.url); return; }`,
      'trusted',
    ],
    [
      'a primary user',
      `if (context.primaryUser) api.authentication.setPrimaryUser(context.primaryUser);`,
      'trusted',
    ],
    ['a SAML attribute', `api.samlResponse.setAttribute('a', context.a ?? null);`, 'trusted'],
  ])('does not matter to %s', (_name, after, level) => {
    const before = after.includes('body')
      ? `const body = await f(); if (body.refused) { api.access.deny('no'); return; }`
      : DENIES;
    expect(ends(before, after)).toBe(level);
  });

  it.each([
    [
      'a name that holds something else by then',
      `let body = await f(); if (body.a) { body = g(); api.access.deny('no'); return; }`,
      `if (body.b) api.access.deny('x');`,
    ],
    [
      'a part that is another by then',
      `const c = await f(); if (c.a.b) { c.a = g(); api.access.deny('no'); return; }`,
      `if (c.a.b) api.access.deny('x');`,
    ],
  ])('matters to %s', (_name, before, after) => {
    expect(ends(before, after)).toBeUndefined();
  });

  it.each([
    ['metadata', `api.user.setUserMetadata('a', 1);`],
    ['the cache', `api.cache.set('a', 'b');`],
    ['a request', `fetch('https://a.example/');`],
    ['transaction metadata that a later login may see', `api.session.setMetadata('a', 'b');`],
    ['what may not be there', `api.idToken.setCustomClaim('https://a.example/x', context.user.email);`],
    ['a redirect that may go nowhere', `api.redirect.sendUserTo(context.redirect);`],
    ['an error', `throw new Error('x');`],
    ['a write', `context.idToken.a = 1;`],
    ['a loop over what may be no list', `for (const one of context.list) api.accessToken.addScope(one);`],
    [
      'a method that is not one of the api',
      `const set = context['a']; if (typeof set === 'function') set.call(api.samlResponse, 1);`,
    ],
  ])('matters to %s', (_name, after) => {
    expect(ends(DENIES, after)).toBeUndefined();
  });
});

describe('a return behind a call back with an error', () => {
  const FAILS = `if (event.user.a) { callback(new Error('a')); return; }`;
  const drop = (text: string): string => text.replace('return;', '').replace('return callback', 'callback');
  const same = (body: string, ...others: [string?, string?]): Level | undefined =>
    shownBy(run(body, ...others), run(drop(body), ...others));

  it('does not matter to further calls back', () => {
    expect(same(`${FAILS} if (event.user.b) { callback(new Error('b')); } callback(null);`)).toBe('denied');
    expect(same(`get(() => { if (f()) return callback(new Error('a')); callback(null); });`)).toBe('denied');
    expect(same(`f(); return callback(null);`)).toBe('ends');
  });

  it.each([
    ['something else that is done', `${FAILS} f(); callback(null);`],
    ['a call back that was none', `if (event.user.a) { callback(null); return; } callback(new Error('b'));`],
    ['what another function returns', `get(() => { if (f()) return callback(new Error('a')); return 1; });`],
    [
      'what the rule has put in place of a parameter',
      `event = f(); ${FAILS} if (event.user.a) callback(null);`,
    ],
    ['another callback', `get((callback) => { if (f()) return callback(new Error('a')); callback(null); });`],
  ])('matters to %s', (_name, body) => {
    expect(same(body)).toBeUndefined();
  });

  it('matters where the failure does not deny at once, or another helper runs the rule', () => {
    const body = `${FAILS} callback(null);`;
    expect(same(body, `await f(); if (failure) api.access.deny('x');`)).toBeUndefined();
    expect(same(body, undefined, SETTLED.replace('failure ||= error', 'failure = error'))).toBeUndefined();
  });
});

describe('a context that the handler makes for its rule', () => {
  const made = (body: string, handles = 'if (context.redirect?.url) f(context.redirect.url);'): string =>
    `function rule_(context: any, callback: Callback): void { ${body} }
    export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
      const context = ruleContext(event);
      const failure = await settled((callback) => rule_(context, callback));
      if (failure) api.access.deny('x');
      ${handles}
    }
    function ruleContext(event: Event): any { return { name: event.client.name, samlConfiguration: {} }; }
    ${SETTLED}`;
  const FALLBACK = 'context.samlConfiguration = context.samlConfiguration || {};';

  it('has no part that nobody gives it', () => {
    for (const body of [
      'f(context.name);',
      'const ctx = context; const key = g(); f(ctx[key]); ctx.samlConfiguration.a = 1;',
    ])
      expect(shownBy(made(body), made(body, ''))).toBe('unseen');
  });

  it.each([
    'context.redirect = { url: f() };',
    '(context.redirect) = { url: f() };',
    'const ctx = context; ctx.redirect = f();',
    'context[f()] = f();',
    'f(context);',
    'Object.assign(context, f());',
    '[context.redirect] = f();',
    'const all = { context }; f(all);',
    'f(arguments);',
    'get((context) => { context.redirect = 1; });',
  ])('may have it: %s', (body) => {
    expect(shownBy(made(body), made(body, ''))).toBeUndefined();
  });

  it('has a part that it was made with', () => {
    const after = (body: string): Level | undefined =>
      shownBy(made(`${body} context.samlConfiguration.a = 1;`), made('context.samlConfiguration.a = 1;'));
    expect(after(FALLBACK)).toBe('unseen');
    expect(after(FALLBACK.replace('||', '&&'))).toBe('unseen');
    expect(after(`f(context.name); ${FALLBACK}`)).toBeUndefined();
    expect(after(FALLBACK.replaceAll('samlConfiguration', 'other'))).toBeUndefined();
    expect(after(`if (g()) ${FALLBACK}`)).toBeUndefined();
  });
});
