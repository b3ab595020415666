function countries(user, context, callback) {
  const geoip = context.request.geoip || {};
  if (context.request.geoip && context.request.geoip.continent_code !== 'EU') {
    return callback(new UnauthorizedError('Europe only.'));
  }
  context.idToken['https://example.com/city'] = geoip.city_name;
  context.idToken['https://example.com/tz'] = context.request.geoip.time_zone;
  callback(null, user, context);
}
