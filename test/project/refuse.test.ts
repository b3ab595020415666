import { expect, it } from 'vitest';
import { refuseUnproved } from '../../scripts/project/refuse.ts';

type Given = Parameters<typeof refuseUnproved>[0];

const first = { actionName: 'first', displayName: 'first' };
const second = { actionName: 'second', displayName: 'second' };

/** A deploy that only changes the order in which Actions run. */
const rebinding = (verdicts: Readonly<Record<string, string>>): Given =>
  ({
    prepared: {
      changes: [{ type: 'triggers', name: 'post-login', kind: 'update', fields: [] }],
      desired: { bindings: new Map([['post-login', [second, first]]]) },
    },
    verdicts: new Map(Object.entries(verdicts)),
  }) as unknown as Given;

it('asks for the verdicts of Actions that run in another order, too', () => {
  const unproved = 'the chain of all Rules was not verified; run npm run verify.';
  expect(() => refuseUnproved(rebinding({ first: 'passed', second: 'passed' }), [])).not.toThrow();
  expect(() => refuseUnproved(rebinding({ first: unproved, second: unproved }), ['first'])).toThrow(
    `second has no passing verdict: ${unproved}`,
  );
  expect(() =>
    refuseUnproved(rebinding({ first: unproved, second: unproved }), ['first', 'second']),
  ).not.toThrow();
});

it('says once what stands against the chain, and against which Actions', () => {
  const chain = 'the chain of all Rules was not verified; run npm run verify.';
  const problemOf = (verdicts: Readonly<Record<string, string>>): unknown => {
    try {
      return refuseUnproved(rebinding(verdicts), []);
    } catch (error) {
      return error;
    }
  };
  expect(problemOf({ first: chain, second: chain })).toMatchObject({
    message: `second, first have no passing verdict: ${chain}`,
    detail: undefined,
  });
  expect(problemOf({ first: chain, second: 'it was not verified.' })).toMatchObject({
    message: 'second has no passing verdict: it was not verified.',
    detail: `first has no passing verdict: ${chain}`,
  });
});
