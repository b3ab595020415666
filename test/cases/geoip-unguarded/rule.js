function unguarded(user, context, callback) {
  const location = context.request.geoip;
  const { city_name, time_zone: zone } = context.request.geoip;
  if (location.country_code === 'XX') return callback(new UnauthorizedError('Nowhere.'));
  context.idToken['https://example.com/city'] = city_name;
  context.idToken['https://example.com/zone'] = zone;
  context.idToken['https://example.com/country'] = context.request.geoip['country_name'];
  context.idToken['https://example.com/code'] = context.request.geoip.country_code.toLowerCase();
  callback(null, user, context);
}
