import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keywordsOf } from '../../scripts/project/keywords.ts';
import { readProject } from '../../scripts/project/project.ts';
import { projectCopy } from '../support/project.ts';

const real = { AUTH0_DOMAIN: 'x.eu.auth0.com', AUTH0_ACCESS_TOKEN: 'token', TORQ_API_CLIENT_SECRET: 'key' };

it('takes the keywords of a real tenant from the environment, without the credentials of the toolkit itself', () => {
  const project = readProject(projectCopy(), { ...real, ENTRA_CLIENT_ID: 'a', EMPTY: '' }, undefined);
  const { keywords, whereToSet } = keywordsOf(project);
  expect(keywords.get('ENTRA_CLIENT_ID')).toBe('a');
  expect(keywords.get('TORQ_CALLBACKS')).toEqual(['https://app.torq.io/__/auth/handler']);
  expect(keywords.get('TORQ_CLIENT_ID')).toEqual({ clientIdOf: 'Auth0 Torq' });
  for (const name of [...Object.keys(real), 'EMPTY']) expect(keywords.has(name), name).toBe(false);
  expect(whereToSet).toContain('.env');
});

it('takes those of the local tenant from its file alone, so that no real credential reaches its state', () => {
  const { keywords } = keywordsOf(readProject(projectCopy(), { ENTRA_CLIENT_SECRET: 'real' }, undefined));
  expect(keywords.get('ENTRA_CLIENT_SECRET')).toBe('local-tenant-only');
});

it('takes the folder of the state relative to the project, or as it is when it is absolute', () => {
  const root = projectCopy();
  expect(readProject(root, {}, undefined).stateDir).toBe(join(root, '.tenant'));
  expect(readProject(root, {}, 'elsewhere').stateDir).toBe(join(root, 'elsewhere'));
  expect(readProject(root, {}, '/tmp/elsewhere').stateDir).toBe('/tmp/elsewhere');
});
