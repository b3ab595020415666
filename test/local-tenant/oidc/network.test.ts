import { expect, test } from 'vitest';
import type { Json } from '../harness.ts';
import { signIn, startWorld, type World } from './sign-in.ts';

const ALICE = 'waad|alice';

const ASKING = `
exports.onExecutePostLogin = async (event, api) => {
  const answer = await fetch('https://api.example/users/alice?key=of-the-action', { method: 'POST', body: '{}' });
  api.idToken.setCustomClaim('https://x/level', (await answer.json()).level);
};`;

const requestsOf = async (world: World) => {
  const [{ details }] = (await world.api('GET', '/logs')).body as never as [Json];
  return (details as { pipeline: { requests: Json[] } }).pipeline.requests;
};

test('an Action has no network, and the log says so and what to do', async () => {
  const world = await startWorld();
  await world.bind(ASKING);
  const { stop } = await signIn(world, ALICE);
  expect(stop.left?.searchParams.get('error_description')).toBe('fetch failed');
  expect(await requestsOf(world)).toEqual([
    {
      method: 'POST',
      url: 'https://api.example/users/alice',
      answer: expect.stringMatching(/^refused: .*npm run tenant -- --network FILE/) as string,
    },
  ]);
});

test('but for what it is told to answer, by method and the start of the address', async () => {
  const network = {
    exchanges: [
      { method: 'GET', url: 'https://api.example/', reply: 'refused' as const },
      { url: 'https://api.example/users/', reply: { status: 201, body: { level: 7 } } },
    ],
  };
  const world = await startWorld({ network });
  await world.bind(ASKING);
  const { finish } = await signIn(world, ALICE);
  expect((await finish()).claims()?.['https://x/level']).toBe(7);
  expect(await requestsOf(world)).toEqual([
    { method: 'POST', url: 'https://api.example/users/alice', answer: 201 },
  ]);
});
