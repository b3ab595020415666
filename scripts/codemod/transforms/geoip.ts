import { ts } from 'ts-morph';
import { absentLink } from '../absent.ts';
import { isSafeRead } from '../positions.ts';
import type { Transform } from '../draft.ts';

const RENAMED: Readonly<Record<string, string>> = {
  country_code: 'countryCode',
  country_code3: 'countryCode3',
  country_name: 'countryName',
  city_name: 'cityName',
  latitude: 'latitude',
  longitude: 'longitude',
  time_zone: 'timeZone',
  continent_code: 'continentCode',
  subdivision_code: 'subdivisionCode',
  subdivision_name: 'subdivisionName',
};

/** `context.request.geoip.country_code` becomes `event.request.geoip.countryCode`; the object as a whole is rebuilt. */
export const geoip: Transform = {
  name: 'geoip',
  doc: 'context.request.geoip.country_code -> event.request.geoip.countryCode',
  match(use) {
    return (
      use.path[0] === 'request' &&
      use.path[1] === 'geoip' &&
      use.aliased.length === 0 &&
      (use.kind === 'read' || use.kind === 'call') &&
      (use.path.length === 2 || Object.hasOwn(RENAMED, use.path[2]!))
    );
  },
  apply(draft, uses) {
    for (const use of uses) {
      const link = use.links[2]!;
      const absent = absentLink(use, draft);
      const start = draft.start(use.identifier);
      if (use.path.length === 2 && !isSafeRead(link)) {
        draft.replaceRange(start, link.end, `${draft.helper('ruleGeoip')}(${draft.event})`);
        continue;
      }
      const object = `${draft.event}.request.geoip`;
      if (absent === undefined) draft.replaceRange(start, link.end, object);
      else {
        draft.note('empty-object', absent);
        draft.replaceRange(
          start,
          link.end,
          `${draft.helper('unlessEmpty')}(${object})${use.path.length > 2 ? '!' : ''}`,
        );
      }
      const property = use.links[3];
      if (property === undefined) continue;
      const name = RENAMED[use.path[2]!]!;
      if (ts.isPropertyAccessExpression(property)) draft.replace(property.name, name);
      else if (ts.isElementAccessExpression(property))
        draft.replace(property.argumentExpression, `'${name}'`);
    }
  },
};
