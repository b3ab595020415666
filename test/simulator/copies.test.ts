import { describe, expect, it } from 'vitest';
import { normalForm } from '../../scripts/simulator/normal-form.ts';

const formOf = (body: string): string =>
  normalForm(
    `export const onExecutePostLogin = async (event, api) => {${body}};`,
    'x.ts',
    'unseen',
  ).replaceAll(/\s+/g, '');
const COPY = 'const user = structuredClone(event.user);';
const FALLBACK = 'user.app_metadata = user.app_metadata || {};';

describe('metadata for a copy of the user that has it anyway', () => {
  it.each([
    ['at the start', '', 'save(user.app_metadata);'],
    [
      'behind a request',
      'const body = await ask(user.user_id);',
      'user.app_metadata.a = body; save(user.app_metadata);',
    ],
    ['in a branch', 'if (f()) {', 'save(user); }'],
  ])('is nothing %s', (_name, before, after) => {
    expect(formOf(`${COPY} ${before} ${FALLBACK} ${after}`)).toBe(formOf(`${COPY} ${before} ${after}`));
  });

  it.each([
    ['where it was taken away', `${COPY} user.app_metadata = undefined; HERE save(user.app_metadata);`],
    ['where it was deleted', `${COPY} delete user.app_metadata; HERE save(user.app_metadata);`],
    ['where the copy was handed on', `${COPY} change(user); HERE save(user.app_metadata);`],
    ['in a loop', `${COPY} for (const one of all) { HERE user.app_metadata = save(user.app_metadata); }`],
    ['in a function', `${COPY} const later = () => { HERE save(user.app_metadata); }; later();`],
    ['of something else', 'const user = structuredClone(event.session); HERE save(user.app_metadata);'],
    ['of what may be another one', 'let user = structuredClone(event.user); user = f(); HERE save(user);'],
    ['of a name that is used twice', `${COPY} { const user = f(); HERE save(user.app_metadata); }`],
    [
      'of a copy of its own making',
      `function structuredClone(one) { return {}; } ${COPY} HERE save(user.app_metadata);`,
    ],
  ])('is something %s', (_name, code) => {
    expect(formOf(code.replace('HERE', FALLBACK))).not.toBe(formOf(code.replace('HERE', '')));
  });

  it('is something where it is another value', () => {
    for (const other of ['user.app_metadata && {}', 'user.user_metadata || {}', 'user.plan || {}'])
      expect(formOf(`${COPY} user.app_metadata = ${other}; save(user);`)).not.toBe(
        formOf(`${COPY} save(user);`),
      );
  });
});

describe('what is written to a copy of the user', () => {
  it('is nothing where nobody reads it', () => {
    const writes = `user.user_metadata = user.user_metadata && {}; user.user_metadata.risk = event.request.ip === 'a' ? 1 : 2; user.plan = 'b';`;
    expect(formOf(`${COPY} ${writes} f();`)).toBe(formOf('f();'));
  });

  it.each([
    ['somebody reads it', `user.plan = 'a'; f(user.plan);`],
    ['somebody gets the copy', `user.plan = 'a'; f(user);`],
    ['the value is worked out', 'user.plan = f();'],
    ['it can fail', `user.profile.plan = 'a';`],
    ['it can fail, as the metadata is gone', `user.user_metadata = null; user.user_metadata.plan = 'a';`],
    ['it changes what all objects have', `user.__proto__ = null;`],
    ['it adds to what was there', 'user.count += 1;'],
  ])('is something where %s', (_name, writes) => {
    expect(formOf(`${COPY} ${writes}`)).toContain('user.');
  });
});
