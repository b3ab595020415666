import { describe, expect, it } from 'vitest';
import { aimsOf } from '../../scripts/simulator/read-aims.ts';
import { madeUpValues, openTables } from '../../scripts/simulator/values.ts';

const madeUp = (code: string): unknown => madeUpValues(aimsOf(code, 'x.js'))['API'];

describe('a value that nobody has declared', () => {
  it('is tried where the Rule looks into it, although the Action does not read it', () => {
    const aims = aimsOf(`JSON.parse(configuration.CLIENTS)[context.clientID]; configuration.OTHER;`, 'x.js');
    expect(openTables(aims, []).paths).toEqual([['secrets', 'CLIENTS']]);
    expect(openTables(aims, ['CLIENTS']).paths).toEqual([]);
  });

  it.each([
    [`request.get(configuration.API + '/users/' + user.user_id, done)`],
    ['fetch(`${configuration.API}/users`)'],
    ['fetch(event.secrets.API)'],
    ['request({ uri: configuration.API }, done)'],
    [`const base = configuration.API; request.get(base + '/users')`],
    [`new URL(event.secrets['API']!)`],
  ])('is a URL where one begins with it: %s', (code) => {
    expect(madeUp(code)).toBe('https://value-of-api.example.com');
  });

  it.each([['JSON.parse(configuration.API)'], [`const map = JSON.parse(event.secrets['API']!)`]])(
    'is JSON where it is read as such: %s',
    (code) => {
      expect(madeUp(code)).toBe('{}');
    },
  );

  it.each([
    ['MONGO_CONNECTION_STRING', 'mongodb://value-of-mongo_connection_string.example.com/db'],
    ['POSTGRES_URL', 'postgres://value-of-postgres_url.example.com/db'],
  ])('is where a database is, by its name: %s', (name, value) => {
    expect(madeUpValues(aimsOf(`connect(configuration.${name})`, 'x.js'))[name]).toBe(value);
  });

  it.each([[`'https://' + configuration.API + '/users'`], ['configuration.API + user.email']])(
    'is a text otherwise: %s',
    (code) => {
      expect(madeUp(code)).toBe('value-of-API');
    },
  );
});
